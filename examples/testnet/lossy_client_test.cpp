// lossy_client_test: a test of a client over a link that loses 30 % of all packets. The client, fetch.cpp, is a plain Winsock program's.
#include <winsock2.h>

#include <loopsock/testnet.hpp>

#include "tests/support/catch.hpp"  // Catch2, version 2 or 3

std::string fetch(const char* host, const char* port);  // the code under test

TEST_CASE("the client gets every byte over a link that loses 30 %") {
  loopsock::testnet::net world;  // the seed is LOOPSOCK_SEED, or a fresh one
  INFO(world);                   // a failing test prints it
  WSADATA data;
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  auto &server = world.add_host("server"), &client = world.add_host("client");
  client.link().set({.latency = std::chrono::milliseconds(20), .loss = 0.3});
  const std::string file(20'000, 'x');
  server.run([&] {
    SOCKET door = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET, at.sin_port = htons(80);
    REQUIRE((bind(door, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0 && listen(door, 1) == 0));
    SOCKET one = accept(door, nullptr, nullptr);
    CHECK(send(one, file.data(), 20'000, 0) == 20'000);
    closesocket(one), closesocket(door);
  });
  client.run([&] { CHECK(fetch("server", "80") == file); });
  world.go();  // until both have ended: seconds of virtual time, milliseconds of yours
  WSACleanup();
}
