// The window that the host gives: full, closed, opened again (RFC 9293, 3.8.6; silly windows: 3.8.6.2.2).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {

/// A connection whose receive buffer has this many bytes.
host_socket connected_with_buffer(story& on, int room) {
  host_socket client(on.host, on.version);
  client.set(SOL_SOCKET, SO_RCVBUF, room);
  REQUIRE(client.connect(on.peer_address(), peer_port) == WSAEWOULDBLOCK);
  on.peer.expect(syn);
  on.peer.answer_syn();
  on.peer.expect(ack, {.window = static_cast<std::uint16_t>(room)});
  return client;
}

}  // namespace

TEST_CASE("receive window: it is what is free of SO_RCVBUF") {
  story on(GENERATE(v4, v6));
  host_socket client = connected_with_buffer(on, 4000);
  on.peer.say(std::string(1000, 'a'));
  on.peer.expect(ack, {.acked = 1001, .window = 3000});
  on.peer.say(std::string(1000, 'b'));
  on.peer.expect(ack, {.acked = 2001, .window = 2000});
}

TEST_CASE("receive window: it closes when the buffer is full, and opens when half of it has been read") {
  story on(GENERATE(v4, v6));
  host_socket client = connected_with_buffer(on, 2000);
  on.peer.say(std::string(1000, 'a')), on.peer.say(std::string(1000, 'b'));
  on.peer.expect(ack, {.acked = 1001, .window = 1000});
  on.peer.expect(ack, {.acked = 2001, .window = 0});
  CHECK(client.read(999).size() == 999);
  on.peer.expect_nothing(1min);  // what is less than half a buffer or two segments is not worth telling
  CHECK(client.read(1).size() == 1);
  on.peer.expect(ack, {.acked = 2001, .window = 1000});
}

TEST_CASE("receive window: of a large buffer two segments are worth telling") {
  story on;
  host_socket client = connected_with_buffer(on, 20000);
  for (int each = 0; each < 20; ++each) {
    on.peer.say(std::string(1000, 'a'));
    on.peer.expect(ack);
  }
  CHECK(client.read(2919).size() == 2919);
  on.peer.expect_nothing(1s);
  CHECK(client.read(1).size() == 1);
  on.peer.expect(ack, {.acked = 20001, .window = 2920});
}

TEST_CASE("receive window: data that goes beyond it is taken up to its edge") {
  story on;
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.say(std::string(1000, 'a') + "beyond");
  on.peer.expect(ack, {.acked = 1001, .window = 0});
  CHECK(client.read() == std::string(1000, 'a'));
}

TEST_CASE("receive window: data that lies beyond it is acknowledged with what is wanted, and dropped") {
  story on(GENERATE(v4, v6));
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.send(on.peer.make(ack).at(1001).saying("beyond"));
  on.peer.expect(ack, {.acked = 1, .window = 1000});
  on.peer.send(on.peer.make(ack).at(1).saying(std::string(1000, 'a')));
  on.peer.expect(ack, {.acked = 1001});
  CHECK(client.read() == std::string(1000, 'a'));
}

TEST_CASE("receive window: what comes out of order is cut at its edge too") {
  story on;
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.send(on.peer.make(ack).at(501).saying(std::string(300, 'b')));
  on.peer.expect(ack, {.acked = 1});
  on.peer.send(on.peer.make(ack).at(801).saying(std::string(300, 'c')));
  on.peer.expect(ack, {.acked = 1});
  on.peer.send(on.peer.make(ack).at(1).saying(std::string(500, 'a')));
  on.peer.expect(ack, {.acked = 1001, .window = 0});
  CHECK(client.read().size() == 1000);
}

TEST_CASE("receive window: a probe of a closed one is answered and its byte not taken") {
  story on(GENERATE(v4, v6));
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.say(std::string(1000, 'a'));
  on.peer.expect(ack, {.acked = 1001, .window = 0});
  for (int each = 0; each < 20; ++each) {
    on.pass(30s);
    on.peer.send(on.peer.make(ack).at(1001).saying("b"));
    on.peer.expect(ack, {.acked = 1001, .window = 0});
  }
  CHECK(client.read() == std::string(1000, 'a'));
  on.peer.expect(ack, {.acked = 1001, .window = 1000});
  on.peer.send(on.peer.make(ack).at(1001).saying("b"));
  on.peer.expect(ack, {.acked = 1002});
  CHECK(client.read() == "b");
}

TEST_CASE("receive window: while it is closed acknowledgements still count") {
  story on;
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.say(std::string(1000, 'a'));
  on.peer.expect(ack, {.acked = 1001, .window = 0});
  CHECK(client.write("hello") == 5);
  on.peer.expect(ack, {.text = "hello", .window = 0});
  on.peer.acknowledge();
  on.peer.expect_nothing(1min);  // no retransmission
}

TEST_CASE("receive window: a FIN that comes to a closed one is taken: it needs no buffer") {
  story on(GENERATE(v4, v6));
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.send(on.peer.make(fin | ack).saying(std::string(1000, 'a')));
  on.peer.expect(ack, {.acked = 1002});
  CHECK(client.read() == std::string(1000, 'a'));
  CHECK(client.at_end());
}

TEST_CASE("receive window: a bare FIN behind a full buffer is taken too") {
  story on;
  host_socket client = connected_with_buffer(on, 1000);
  on.peer.say(std::string(1000, 'a'));
  on.peer.expect(ack, {.acked = 1001, .window = 0});
  on.peer.finish();
  on.peer.expect(ack, {.acked = 1002});
  CHECK(client.read() == std::string(1000, 'a'));
  CHECK(client.at_end());
}

TEST_CASE("receive window: what was told is never taken back when SO_RCVBUF shrinks") {
  story on;  // RFC 9293, 3.8.6: a receiver should not shrink the window
  host_socket client = connected_with_buffer(on, 4000);
  client.set(SOL_SOCKET, SO_RCVBUF, 1000);
  on.peer.say(std::string(1000, 'a')), on.peer.say(std::string(1000, 'a')), on.peer.say(std::string(1000, 'a'));
  on.peer.expect(ack, {.acked = 1001, .window = 3000});
  on.peer.expect(ack, {.acked = 2001, .window = 2000});
  on.peer.expect(ack, {.acked = 3001, .window = 1000});
  CHECK(client.read().size() == 3000);
}

TEST_CASE("receive window: a larger SO_RCVBUF is told at once") {
  story on;
  host_socket client = connected_with_buffer(on, 4000);
  client.set(SOL_SOCKET, SO_RCVBUF, 30000);
  on.peer.expect(ack, {.acked = 1, .window = 30000});
}

TEST_CASE("receive window: with scaling more than 64 KiB are told, in steps of 32 bytes") {
  story on(v4, {.scale = 0});
  host_socket client(on.host, v4);
  client.set(SOL_SOCKET, SO_RCVBUF, 500000);
  client.connect(on.peer_address(), peer_port);
  on.peer.expect(syn, {.window = 65535});
  on.peer.answer_syn();
  on.peer.expect(ack, {.window = 500000 / 32});
  on.peer.say("a");
  on.peer.expect(ack, {.window = (500000 - 32) / 32});
}
