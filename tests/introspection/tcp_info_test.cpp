// SIO_TCP_INFO and netstat over a link that loses packets: what was sent again, what came out of order, how long a round trip takes.
#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <chrono>
#include <loopsock/netstat.hpp>
#include <loopsock/testnet.hpp>
#include <string>

#include "tests/support/catch.hpp"

namespace testnet = loopsock::testnet;
using namespace std::chrono_literals;

namespace {

TCP_INFO_v2 info_of(SOCKET s) {
  DWORD version = 2, bytes = 0;
  TCP_INFO_v2 info{};
  WSAIoctl(s, SIO_TCP_INFO, &version, sizeof version, &info, sizeof info, &bytes, nullptr, nullptr);
  return info;
}

struct both_ends {
  TCP_INFO_v2 client{}, server{};
  std::string netstat;
};

/// The client sends 200 KB to the server over a link like that.
both_ends transfer(testnet::net& world, const testnet::conditions& link) {
  both_ends seen;
  testnet::host& server = world.add_host("server");
  testnet::host& client = world.add_host("client");
  client.link().set(link);
  const std::string text(200'000, 'x');
  server.run([&] {
    const SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(80);
    bind(listener, reinterpret_cast<sockaddr*>(&at), sizeof at);
    listen(listener, 5);
    const SOCKET one = accept(listener, nullptr, nullptr);
    char buffer[5000];
    std::size_t got = 0;
    for (int count; (count = recv(one, buffer, sizeof buffer, 0)) > 0;) got += static_cast<std::size_t>(count);
    if (got == text.size()) seen.server = info_of(one);
    send(one, "k", 1, 0);
    closesocket(one);
    closesocket(listener);
  });
  client.run([&] {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    addrinfo* found = nullptr;
    getaddrinfo("server", "80", &hints, &found);
    const SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    connect(s, found->ai_addr, static_cast<int>(found->ai_addrlen));
    freeaddrinfo(found);
    send(s, text.data(), static_cast<int>(text.size()), 0);
    shutdown(s, SD_SEND);
    char answer = 0;
    recv(s, &answer, 1, 0);
    seen.client = info_of(s);
    seen.netstat = loopsock::netstat(LOOPSOCK_NETSTAT_JSON);
    closesocket(s);
  });
  world.go();
  return seen;
}

}  // namespace

TEST_CASE("tcp info: over a link with latency a round trip takes twice as long, and nothing is sent again") {
  testnet::net world(1);
  INFO(world);
  WSADATA data;
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  const both_ends seen = transfer(world, {.latency = 20ms});
  CHECK(seen.client.MinRttUs >= 40'000);
  CHECK(seen.client.MinRttUs < 60'000);
  CHECK(seen.client.RttUs >= seen.client.MinRttUs);
  CHECK(seen.client.BytesRetrans == 0);
  CHECK(seen.client.BytesOut == 200'000);
  CHECK(seen.server.BytesIn == 200'000);
  CHECK(seen.server.OutOfOrderPktsIn == 0);
  WSACleanup();
}

TEST_CASE("tcp info: over a link that loses packets it tells what was sent again and what came out of order") {
  testnet::net world(1);
  INFO(world);
  WSADATA data;
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  const both_ends seen = transfer(world, {.latency = 20ms, .loss = 0.1});
  CHECK(seen.client.BytesRetrans > 0);
  CHECK(seen.client.FastRetrans + seen.client.TimeoutEpisodes > 0);
  CHECK(seen.server.OutOfOrderPktsIn > 0);
  CHECK(seen.server.BytesIn == 200'000);
  // netstat counts it for the connection and for its host.
  CHECK(seen.netstat.find("\"host\":1") != std::string::npos);
  CHECK(seen.netstat.find("\"retransmitted_bytes\":" + std::to_string(seen.client.BytesRetrans)) != std::string::npos);
  WSACleanup();
}
