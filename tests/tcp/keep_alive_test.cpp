// Keep-alive (RFC 9293, 3.8.4). A probe is a segment without data, one number before the next. Windows sends ten, a second apart.
#include <chrono>

#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {

void expect_probe_after(story& on, nanoseconds span, const place& where = place::current()) {
  on.peer.expect_after(span, ack, {.seq = on.peer.heard() - 1, .acked = on.peer.next(), .text = ""}, where);
}

}  // namespace

TEST_CASE("keep alive: without it a connection is idle for ever") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.expect_nothing(24h * 365);
  client.write("still here");
  on.peer.expect(ack, {.text = "still here"});
}

TEST_CASE("keep alive: the first probe goes after 2 h, in next to no real time") {
  const auto began = std::chrono::steady_clock::now();
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  on.peer.expect_nothing(2h - 1s);
  expect_probe_after(on, 2h);
  CHECK(std::chrono::steady_clock::now() - began < 1s);  // some milliseconds; a busy machine may take longer
}

TEST_CASE("keep alive: ten probes a second apart without an answer, and the connection is reset") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  expect_probe_after(on, 2h);
  for (int each = 2; each <= 10; ++each) expect_probe_after(on, 1s);
  on.peer.expect_after(1s, rst | ack, {.seq = 1});
  on.peer.expect_nothing(1min);
  // Microsoft, "Windows Sockets Error Codes": so do operations fail that come after keep-alive has found a connection broken. (Those that wait meanwhile
  // are to fail with WSAENETRESET; ours make no difference.)
  CHECK(client.read_error() == WSAECONNRESET);
  CHECK(client.write_error() == WSAECONNRESET);
}

TEST_CASE("keep alive: an answer begins the two hours anew") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  expect_probe_after(on, 2h);
  expect_probe_after(on, 1s);
  on.peer.acknowledge();
  expect_probe_after(on, 2h);
  for (int each = 2; each <= 10; ++each) expect_probe_after(on, 1s);
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("keep alive: a living peer keeps the connection for days") {
  story on;
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  for (int each = 0; each < 50; ++each) {
    expect_probe_after(on, 2h);
    on.peer.acknowledge();
  }
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("keep alive: data from the peer puts the probe off") {
  story on;
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  on.pass(1h);
  on.peer.say("x");
  on.peer.expect(ack);
  expect_probe_after(on, 2h);
}

TEST_CASE("keep alive: SIO_KEEPALIVE_VALS sets the times, TCP_KEEPCNT the number") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.keep_alive(10'000, 2'000);
  client.set(IPPROTO_TCP, TCP_KEEPCNT, 3);
  expect_probe_after(on, 10s);
  expect_probe_after(on, 2s);
  expect_probe_after(on, 2s);
  on.peer.expect_after(2s, rst | ack);
  CHECK(client.read_error() == WSAECONNRESET);
}

TEST_CASE("keep alive: switched on late it counts from the last segment, switched off it is silent") {
  story on;
  host_socket client = on.connected();
  on.pass(90min);
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  on.peer.expect_nothing(29min);
  on.peer.expect(ack, {.seq = 0, .within = 2min});
  client.set(SOL_SOCKET, SO_KEEPALIVE, 0);
  on.peer.expect_nothing(24h);
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("keep alive: in close_wait it goes on") {
  story on;
  host_socket client = on.connected();
  client.keep_alive(10'000, 1'000);
  to_close_wait(on, client);
  expect_probe_after(on, 10s);
}

TEST_CASE("keep alive: a peer that has forgotten the connection resets it") {
  story on;
  host_socket client = on.connected();
  client.set(SOL_SOCKET, SO_KEEPALIVE, 1);
  expect_probe_after(on, 2h);
  on.peer.reset();
  on.peer.expect_nothing(1s);
  CHECK(client.read_error() == WSAECONNRESET);
}

TEST_CASE("keep alive: the peer's probes are answered") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  for (int each = 0; each < 3; ++each) {
    on.pass(2h);
    on.peer.send(on.peer.make(ack).at(0));
    on.peer.expect(ack, {.seq = 1, .acked = 1, .text = ""});
  }
  on.peer.send(on.peer.make(ack).at(0).saying("x"));  // older ones have a byte in them
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  CHECK(client.read() == "");
}
