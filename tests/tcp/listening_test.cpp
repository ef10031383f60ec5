// SYNs that find nobody, and SYNs that find a listener (RFC 9293, 3.5, 3.10.7.1 and 3.10.7.2).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

// ------------------------------------------------------------------------------------------------------------------ nobody

TEST_CASE("closed: a SYN to a port where nobody listens is reset") {
  story on(GENERATE(v4, v6));
  on.peer.send_syn();
  on.peer.expect(rst | ack, {.seq = 0, .acked = 1});
  on.peer.expect_nothing(1min);
}

TEST_CASE("closed: an ACK that belongs to nothing is reset with its number") {
  story on(GENERATE(v4, v6));
  on.peer.send(on.peer.make(ack).at(5).acking(4711));
  on.peer.expect(rst | ack, {.seq = 4711});
}

TEST_CASE("closed: data that belongs to nothing is reset, and the reset acknowledges it all") {
  story on;
  on.peer.send(on.peer.make(fin | ack).at(5).acking(4711).saying("hello"));
  on.peer.expect(rst | ack, {.seq = 4711, .acked = 11});
}

TEST_CASE("closed: a RST is never answered") {
  story on(GENERATE(v4, v6));
  on.peer.send(on.peer.make(rst).at(5));
  on.peer.send(on.peer.make(rst | ack).at(5).acking(9));
  on.peer.expect_nothing(1min);
}

// ------------------------------------------------------------------------------------------------------------------ LISTEN

TEST_CASE("listen: a SYN is answered by a SYN ACK with MSS, and with scale and SACK when they were offered") {
  const family version = GENERATE(v4, v6);
  const bool offered = GENERATE(false, true);
  story on(version, {.scale = offered ? std::optional<std::uint8_t>(7) : std::nullopt, .sack = offered});
  host_socket listener = on.listens();
  on.peer.send_syn();
  const segment answer = on.peer.expect(syn | ack, {.seq = 0, .acked = 1, .text = "", .window = 65535});
  CHECK(answer.mss == (version == v4 ? 1460 : 1440));
  CHECK(answer.scale.has_value() == offered);
  CHECK(answer.sack_permitted == offered);
}

TEST_CASE("listen: the third segment of the handshake makes the connection, and nothing more is said") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  CHECK(!listener.can_accept());
  on.peer.acknowledge();
  on.peer.expect_nothing(1min);
  REQUIRE(listener.can_accept());
  CHECK(listener.accept().state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("listen: an ACK is reset with its number") {
  story on;
  host_socket listener = on.listens();
  on.peer.send(on.peer.make(ack).at(5).acking(4711));
  on.peer.expect(rst | ack, {.seq = 4711});
  CHECK(!listener.can_accept());
}

TEST_CASE("listen: a RST, a FIN and bare data are left unanswered") {
  story on;
  host_socket listener = on.listens();
  const unsigned flags = GENERATE(as<unsigned>{}, rst, fin, psh, 0u);
  on.peer.send(on.peer.make(flags).at(5));
  on.peer.expect_nothing(1min);
}

TEST_CASE("listen: data in a SYN is not taken, and comes again after the handshake") {
  story on;
  host_socket listener = on.listens();
  on.peer.send(on.peer.make(syn).at(0).saying("early"));
  on.peer.expect(syn | ack, {.acked = 1});
  on.peer.send(on.peer.make(ack).at(1).saying("early"));
  on.peer.expect(ack, {.acked = 6});
  CHECK(listener.accept().read() == "early");
}

// Windows answers so; BSD and Linux would say nothing.
TEST_CASE("listen: a full backlog resets a SYN, and accepting makes room again") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens(1);
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.acknowledge();
  peer_script second = on.another(5001), third = on.another(5002);
  second.send_syn();
  second.expect(rst | ack, {.seq = 0, .acked = 1});
  host_socket first = listener.accept();
  third.send_syn();
  third.expect(syn | ack);
}

TEST_CASE("listen: a half-open connection holds a place of the backlog") {
  story on;
  host_socket listener = on.listens(1);
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  peer_script second = on.another(5001);
  second.send_syn();
  second.expect(rst | ack);
}

TEST_CASE("listen: closing the listener resets what waits to be accepted") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.acknowledge();
  peer_script half_open = on.another(5001);
  half_open.send_syn();
  half_open.expect(syn | ack);
  listener.close();
  on.peer.expect(rst | ack, {.seq = 1});
  half_open.expect(rst | ack, {.seq = 1});
}

TEST_CASE("listen: a connection that was reset before it is accepted is accepted, and says so") {
  story on;
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.acknowledge();
  on.peer.reset();
  on.peer.expect_nothing(1s);
  host_socket server = listener.accept();
  CHECK(server.read_error() == WSAECONNRESET);
}
