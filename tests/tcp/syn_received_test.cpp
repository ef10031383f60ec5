// A connection that the peer opens, until it is established (RFC 9293, 3.5 and 3.10.7.4).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

// RFC 6298: a second, then twice as long each time. We let it grow to three seconds only: the other end takes itself for connected by then, and when it
// is the one that listens first, it waits for ever. Twelve times (lwIP's TCP_MAXRTX).
TEST_CASE("syn_received: the SYN ACK is sent again after 1, 2, 3, 3, … s, twelve times, and then the connection is forgotten") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens(1);
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.expect_after(1s, syn | ack, {.seq = 0, .acked = 1});
  on.peer.expect_after(2s, syn | ack, {.seq = 0, .acked = 1});
  for (int again = 3; again <= 12; ++again) on.peer.expect_after(3s, syn | ack, {.seq = 0, .acked = 1});
  on.peer.expect_nothing(10min);
  on.peer.acknowledge();
  on.peer.expect(rst | ack, {.seq = 1});
  CHECK(!listener.can_accept());
  peer_script second = on.another(5001);  // and its place is free
  second.send_syn();
  second.expect(syn | ack);
}

TEST_CASE("syn_received: a SYN that comes again is answered again") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens(1);
  on.peer.send_syn();
  on.peer.expect(syn | ack, {.seq = 0, .acked = 1});
  on.peer.send_syn();
  on.peer.expect(syn | ack, {.seq = 0, .acked = 1});
  on.peer.acknowledge();
  on.peer.expect_nothing(1min);
  CHECK(listener.can_accept());
}

// RFC 9293, 3.10.7.4, would answer it by an ACK; lwIP 2.1.3 drops it.
TEST_CASE("syn_received: a SYN with another number is dropped") {
  story on;
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.send(on.peer.make(syn).at(500));
  on.peer.expect_nothing(500ms);
  on.peer.send(on.peer.make(ack).at(1));
  on.peer.expect_nothing(1s);
  CHECK(listener.can_accept());
}

TEST_CASE("syn_received: an ACK of something else is reset with its number, and the right one still connects") {
  const std::uint32_t wrong = GENERATE(0u, 2u, 70000u);
  story on;
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.send(on.peer.make(ack).acking(wrong));
  on.peer.expect(rst | ack, {.seq = wrong});
  on.peer.acknowledge();
  on.peer.expect_nothing(1s);
  CHECK(listener.can_accept());
}

TEST_CASE("syn_received: a RST with the next number takes the SYN back, and its place is free") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens(1);
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.send(on.peer.make(rst).at(1));
  on.peer.expect_nothing(1min);
  CHECK(!listener.can_accept());
  peer_script second = on.another(5001);
  second.send_syn();
  second.expect(syn | ack);
}

// RFC 5961, 3.2
TEST_CASE("syn_received: a RST somewhere in the window is answered by an ACK and changes nothing") {
  story on;
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.send(on.peer.make(rst).at(100));
  on.peer.expect(ack, {.seq = 1, .acked = 1});
  on.peer.acknowledge();
  on.peer.expect_nothing(500ms);
  CHECK(listener.can_accept());
}

TEST_CASE("syn_received: data with the handshake's ACK is delivered") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.say("hello");
  on.peer.expect(ack, {.seq = 1, .acked = 6});
  CHECK(listener.accept().read() == "hello");
}

TEST_CASE("syn_received: the handshake's ACK is lost, and the data behind it makes the connection") {
  story on;
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.expect_after(1s, syn | ack);
  on.peer.say("hello");
  on.peer.expect(ack, {.acked = 6});
  on.peer.expect_nothing(1min);
  CHECK(listener.accept().read() == "hello");
}

TEST_CASE("syn_received: a FIN with the handshake's ACK makes a connection that has ended on the peer's side") {
  story on(GENERATE(v4, v6));
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.send(on.peer.make(fin | ack).saying("bye"));
  on.peer.expect(ack, {.acked = 5});
  host_socket server = listener.accept();
  CHECK(server.state() == TCPSTATE_CLOSE_WAIT);
  CHECK(server.read() == "bye");
  CHECK(server.at_end());
}

TEST_CASE("syn_received: a segment behind a gap makes the connection, and its data waits for what is missing") {
  story on;
  host_socket listener = on.listens();
  on.peer.send_syn();
  on.peer.expect(syn | ack);
  on.peer.send(on.peer.make(ack).at(4).saying("def"));
  on.peer.expect(ack, {.acked = 1});
  host_socket server = listener.accept();
  CHECK(server.read() == "");
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 7});
  CHECK(server.read() == "abcdef");
}

TEST_CASE("syn_received: a peer without options gets segments of 536 bytes, one with a small MSS smaller ones") {
  const std::optional<std::uint16_t> mss = GENERATE(std::optional<std::uint16_t>(), std::optional<std::uint16_t>(200));
  story on(v4, {.mss = mss});
  host_socket server = on.accepted();
  CHECK(server.write(std::string(2000, 'x')) == 2000);
  CHECK(on.peer.expect(ack, {.seq = 1}).text.size() == mss.value_or(536));
}

TEST_CASE("syn_received: the window of the handshake's ACK is scaled, that of the SYN is not") {
  story on(v4, {.scale = 4, .window = 1000});
  host_socket server = on.accepted();  // 1000 << 4
  CHECK(server.write(std::string(20000, 'x')) == 20000);
  // The initial congestion window is 4380 bytes (RFC 5681, 3.1), so it is not the peer's window that stops it.
  for (int each = 0; each < 3; ++each) CHECK(on.peer.expect(ack).text.size() == 1460);
}

TEST_CASE("syn_received: several connections of one listener are told apart by their ports") {
  story on;
  host_socket listener = on.listens();
  peer_script second = on.another(5001);
  on.peer.send_syn(), second.send_syn();
  on.peer.expect(syn | ack), second.expect(syn | ack);
  second.say("two");
  second.expect(ack);
  on.peer.say("one");
  on.peer.expect(ack);
  CHECK(listener.accept().read() == "two");
  CHECK(listener.accept().read() == "one");
}
