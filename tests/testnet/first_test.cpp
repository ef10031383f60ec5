#include <winsock2.h>
#include <ws2tcpip.h>

#include <chrono>
#include <loopsock/testnet.hpp>
#include <string>

#include "tests/support/catch.hpp"

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;

TEST_CASE("testnet: a client with 30 % loss gets every byte") {
  testnet::net world(7);
  INFO(world);
  WSADATA data;
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  testnet::host& server = world.add_host("server");
  testnet::host& client = world.add_host("client");
  client.link().set({.latency = 20ms, .loss = 0.3});
  const std::string text(20000, 'x');
  server.run([&] {
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET, at.sin_port = htons(80);
    REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    REQUIRE(listen(listener, 5) == 0);
    SOCKET one = accept(listener, nullptr, nullptr);
    REQUIRE(one != INVALID_SOCKET);
    REQUIRE(send(one, text.data(), static_cast<int>(text.size()), 0) == static_cast<int>(text.size()));
    closesocket(one), closesocket(listener);
  });
  std::string got;
  client.run([&] {
    addrinfo* found = nullptr;
    REQUIRE(getaddrinfo("server", "80", nullptr, &found) == 0);
    addrinfo* v4 = found;
    while (v4->ai_family != AF_INET) v4 = v4->ai_next;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(connect(s, v4->ai_addr, static_cast<int>(v4->ai_addrlen)) == 0);
    char buffer[1000];
    for (int count; (count = recv(s, buffer, sizeof buffer, 0)) > 0;) got.append(buffer, static_cast<std::size_t>(count));
    closesocket(s);
    freeaddrinfo(found);
  });
  world.go();
  CHECK(got == text);
  WARN("virtual " << world.now() / 1ms << " ms, hash " << world.trace_hash());
  WSACleanup();
}
