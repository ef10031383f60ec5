// Crashes, restarts, pulled cables and addresses that nobody has: what the others see of them, and when.
#include "tests/testnet/support.hpp"

using namespace testnet_test;

namespace {

/// What a receive that waits for ever ends with.
int receiving_fails_with(SOCKET s) {
  char byte;
  give_up_after(s, 0ms);
  return error_of(recv(s, &byte, 1, 0));
}

}  // namespace

TEST_CASE("crash: the peer hears nothing, and its retransmissions end as TCP says") {
  testnet::net world(3);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  const connected_pair both = pair_between(client, server);
  REQUIRE(echoes(both.client, both.server));
  server.crash();
  CHECK_FALSE(server.is_up());
  CHECK(next_datagram(both.client, 60'000ms) == "nothing");  // a receive that waits sees no sign of it
  const nanoseconds began = world.now();
  CHECK(send_all(both.client, "is anybody there?"));
  CHECK(receiving_fails_with(both.client) == WSAETIMEDOUT);
  const nanoseconds took = world.now() - began;
  CHECK(took > 60s);
  CHECK(took < 15min);
}

TEST_CASE("crash: calls of the host's threads fail, and new sockets are refused") {
  testnet::net world(3);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  int accepting = 0, receiving = 0, opening = 0;
  server.run([&] {
    const held_socket door = listen_at("0.0.0.0", 80);
    const held_socket first = accept_at(door);
    server.run([&] {
      char byte;
      receiving = error_of(recv(first, &byte, 1, 0));
    });
    accepting = error_of(accept(door, nullptr, nullptr) == INVALID_SOCKET ? SOCKET_ERROR : 0);
    opening = error_of(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET ? SOCKET_ERROR : 0);
    Sleep(100);
  });
  client.run([&] {
    const held_socket s = connected_to(server.address(), 80);
    Sleep(1000);
    server.crash();
    Sleep(1000);
  });
  world.go();
  CHECK(accepting != 0);
  CHECK(receiving != 0);
  CHECK(opening == WSAENETDOWN);
  CHECK(server.call([] { return error_of(socket(AF_INET, SOCK_DGRAM, 0) == INVALID_SOCKET ? SOCKET_ERROR : 0); }) ==
        WSAENETDOWN);
}

TEST_CASE("crash: after the restart the peer's next segment is answered by a reset") {
  testnet::net world(3);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  const connected_pair both = pair_between(client, server);
  server.crash();
  world.pass(1s);
  server.restart();
  CHECK(server.is_up());
  world.pass(1s);
  const nanoseconds began = world.now();
  CHECK(send_all(both.client, "do you remember me?"));
  CHECK(receiving_fails_with(both.client) == WSAECONNRESET);
  CHECK(world.now() - began < 10ms);
}

TEST_CASE("crash: the host listens again after the restart, with its name and addresses") {
  testnet::net world(3);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  for (int life = 0; life < 5; ++life) {
    CAPTURE(life);
    const connected_pair both = pair_between(client, server);
    CHECK(echoes(both.client, both.server));
    server.crash();
    server.restart();
  }
  CHECK_THROWS_AS(server.restart(), std::logic_error);
}

TEST_CASE("crash: a SYN to a host that is down is not answered, and one on a host that is back is") {
  testnet::net world(3);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  server.crash();
  client.run([&] {
    const nanoseconds began = world.now();
    CHECK(connecting_fails_with(server.address(), 80) == WSAETIMEDOUT);
    CHECK(world.now() - began > 10s);
    server.restart();
    CHECK(connecting_fails_with(server.address(), 80) == WSAECONNREFUSED);
  });
  world.go();
}

TEST_CASE("crash: packets of the host that are under way arrive") {
  testnet::net world(3);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  const held_socket to = client.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket from = server.call([] { return datagrams_at("0.0.0.0", 0); });
  server.link().out().set({.latency = 500ms});
  CHECK(send_to(from, client.address(), 99, "last words"));
  server.crash();
  CHECK(next_datagram(to) == "last words");
}

TEST_CASE("links: a transfer goes on when the cable that was pulled is put in again") {
  testnet::net world(4);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  const connected_pair both = pair_between(client, server);
  const std::string text = pattern(300'000);
  server.link().set({.latency = 5ms, .bandwidth = 1'000'000});
  server.run([&] {
    CHECK(send_all(both.server, text));
    shutdown(both.server, SD_SEND);
  });
  std::string got;
  client.run([&] { got = receive_to_end(both.client); });
  client.run([&] {
    Sleep(500);
    server.link().cut();
    Sleep(30'000);
    server.link().mend();
  });
  world.go();
  CHECK(got == text);
  CHECK(server.link().out().so_far().cut > 0);
  CHECK(world.now() > 30s);
}

TEST_CASE("links: a connect to an address that nobody has ends by its time-out") {
  testnet::net world(4);
  const started winsock;
  world.add_host("client").call([&] {
    for (const char* const nobody : {"10.0.99.99", "192.0.2.1", "fd00::99"}) {
      CAPTURE(nobody);
      const nanoseconds began = world.now();
      CHECK(connecting_fails_with(nobody, 80) == WSAETIMEDOUT);
      CHECK(world.now() - began > 10s);
    }
  });
}

TEST_CASE("links: a connect to a port where nobody listens is refused within one round trip") {
  testnet::net world(4);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  client.link().set({.latency = 20ms});
  server.link().set({.latency = 0ms});
  const nanoseconds began = world.now();
  CHECK(client.call([&] { return connecting_fails_with(server.address(), 80); }) == WSAECONNREFUSED);
  CHECK(world.now() - began == 40ms);
}
