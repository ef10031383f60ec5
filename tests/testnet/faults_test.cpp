// faults_test: what goes wrong at a host's sockets, on the fast path as on a link.
#include <loopsock/path.h>

#include "tests/testnet/support.hpp"

using namespace testnet_test;
using kind = testnet::socket_faults::kind;

namespace {

/// Both ends on one host, over its loopback.
connected_pair loopback_pair(testnet::host& on, bool fast) {
  return on.call([&] {
    const held_socket door = tcp(AF_INET);
    if (fast) REQUIRE(mark(door));
    const socket_name at = name_at("127.0.0.1", 80);
    REQUIRE(error_of(bind_to(door, at)) == 0);
    REQUIRE(error_of(listen(door, 5)) == 0);
    connected_pair both;
    both.client = tcp(AF_INET);
    if (fast) REQUIRE(mark(both.client));
    REQUIRE(error_of(connect_to(both.client, at)) == 0);
    both.server = accept_at(door);
    loopsock_path_info info{sizeof info, 0, 0, 0};
    REQUIRE(loopsock_query_path(both.client, &info) == 0);
    REQUIRE(info.path == static_cast<std::uint32_t>(fast ? LOOPSOCK_PATH_FAST : LOOPSOCK_PATH_ORDINARY));
    return both;
  });
}

}  // namespace

TEST_CASE("faults: reads are cut short, and every byte comes all the same") {
  const bool fast = GENERATE(false, true);
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::host& alone = world.add_host("alone");
  alone.set({.most_read = 7});
  connected_pair both = loopback_pair(alone, fast);
  const std::string text = pattern(1000);
  REQUIRE(send(both.client, text.data(), 1000, 0) == 1000);
  std::string got;
  while (got.size() < text.size()) {
    char piece[100];
    const int count = recv(both.server, piece, sizeof piece, 0);
    REQUIRE((count > 0 && count <= 7));
    got.append(piece, static_cast<std::size_t>(count));
  }
  CHECK(got == text);
  char whole[50];
  REQUIRE(send(both.client, text.data(), 50, 0) == 50);
  CHECK(recv(both.server, whole, 50, MSG_WAITALL) == 50);
}

TEST_CASE("faults: writes are cut short where the socket does not block, and finished where it does") {
  const bool fast = GENERATE(false, true);
  testnet::net world(1);
  const started winsock;
  testnet::host& alone = world.add_host("alone");
  alone.set({.most_written = 10});
  connected_pair both = loopback_pair(alone, fast);
  const std::string text = pattern(300);
  CHECK(send(both.client, text.data(), 300, 0) == 300);
  u_long on = 1;
  REQUIRE(ioctlsocket(both.client, FIONBIO, &on) == 0);
  const int taken = send(both.client, text.data(), 300, 0);
  CHECK((taken > 0 && taken <= 300));
  std::string got(300, '\0');
  CHECK(recv(both.server, got.data(), 300, MSG_WAITALL) == 300);
  CHECK(got == text);
}

TEST_CASE("faults: each operation can be the one that fails, and the next one works") {
  // connect, accept, send, receive: which of them fails depends on the number alone.
  std::vector<int> failures;
  for (std::uint64_t number = 1; number <= 5; ++number) {
    testnet::net world(1);
    const started winsock;
    testnet::host& alone = world.add_host("alone");
    alone.call([&] {
      const held_socket door = listen_at("127.0.0.1", 80);
      alone.set({.fail_at = number, .failure = kind::no_buffers});
      const held_socket client = tcp(AF_INET);
      const socket_name at = name_at("127.0.0.1", 80);
      int failed = error_of(connect_to(client, at));
      if (failed != 0) {
        failures.push_back(failed);
        CHECK(error_of(connect_to(client, at)) == 0);
      }
      held_socket server(accept(door, nullptr, nullptr));
      if (server == INVALID_SOCKET) {
        failures.push_back(WSAGetLastError());
        server = accept_at(door);
      }
      char byte = 'x';
      if (send(client, &byte, 1, 0) != 1) {
        failures.push_back(WSAGetLastError());
        CHECK(send(client, &byte, 1, 0) == 1);
      }
      if (recv(server, &byte, 1, 0) != 1) {
        failures.push_back(WSAGetLastError());
        CHECK(recv(server, &byte, 1, 0) == 1);
      }
    });
  }
  CHECK(failures == std::vector<int>(4, WSAENOBUFS));
}

TEST_CASE("faults: a connection is reset in mid-stream, and the peer hears of it when this end closes") {
  const bool fast = GENERATE(false, true);
  testnet::net world(1);
  const started winsock;
  testnet::host& alone = world.add_host("alone");
  connected_pair both;
  {
    alone.set({.reset_after = 100});
    both = loopback_pair(alone, fast);
    alone.set({});
  }
  alone.set({.reset_after = 100});
  const std::string text = pattern(100);
  REQUIRE(send(both.client, text.data(), 100, 0) == 100);
  CHECK(error_of(send(both.client, text.data(), 1, 0)) == WSAECONNRESET);
  CHECK(error_of(send(both.client, text.data(), 1, 0)) == WSAECONNRESET);
  both.client.close();
  char piece[200];
  int count;
  while ((count = recv(both.server, piece, sizeof piece, 0)) > 0) {
  }
  CHECK(error_of(count) == WSAECONNRESET);
}

TEST_CASE("faults: accept takes its time") {
  testnet::net world(1);
  const started winsock;
  testnet::host& alone = world.add_host("alone");
  alone.call([&] {
    const held_socket door = listen_at("127.0.0.1", 80);
    const held_socket client = connected_to("127.0.0.1", 80);
    alone.set({.accept_takes = 3s});
    const auto began = world.now();
    const held_socket server = accept_at(door);
    CHECK(world.now() - began == 3s);
  });
}

TEST_CASE("faults: connects that nobody answers end after 21 seconds, blocking and not, on the fast path too") {
  const bool fast = GENERATE(false, true);
  testnet::net world(1);
  const started winsock;
  testnet::host& alone = world.add_host("alone");
  alone.call([&] {
    const held_socket door = listen_at("127.0.0.1", 80);
    if (fast) REQUIRE(mark(door));
    alone.set({.connects_unanswered = true});
    const socket_name at = name_at("127.0.0.1", 80);
    const held_socket client = tcp(AF_INET);
    if (fast) REQUIRE(mark(client));
    const auto began = world.now();
    CHECK(error_of(connect_to(client, at)) == WSAETIMEDOUT);
    CHECK(world.now() - began == 21s);

    const held_socket other = tcp(AF_INET);
    u_long on = 1;
    REQUIRE(ioctlsocket(other, FIONBIO, &on) == 0);
    CHECK(error_of(connect_to(other, at)) == WSAEWOULDBLOCK);
    fd_set failed;
    FD_ZERO(&failed);
    FD_SET(static_cast<SOCKET>(other), &failed);
    timeval minute{60, 0};
    CHECK(select(0, nullptr, nullptr, &failed, &minute) == 1);
    alone.set({});
    CHECK(error_of(connect_to(client, at)) == 0);
  });
}
