// Data that goes: segments, Nagle's algorithm, acknowledgements that are odd (RFC 9293, 3.7 and 3.8).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {
constexpr std::size_t mss = 1460;  // IPv4's over 1500 bytes
std::string much(std::size_t bytes) { return std::string(bytes, 'x'); }
}  // namespace

TEST_CASE("sending: a write is one segment with PSH, and its acknowledgement ends the matter") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  CHECK(client.write("hello") == 5);
  on.peer.expect(ack | psh, {.seq = 1, .acked = 1, .text = "hello"});
  on.peer.acknowledge();
  on.peer.expect_nothing(10min);
}

TEST_CASE("sending: a long write is cut into full segments, and PSH stands on the last") {
  story on(v4, {.mss = 1000});
  host_socket client = on.connected();
  CHECK(client.write(much(2500)) == 2500);
  CHECK((on.peer.expect(ack, {.seq = 1}).text.size() == 1000));
  CHECK((on.peer.expect(ack, {.seq = 1001}).text.size() == 1000));
  on.peer.acknowledge();
  on.peer.expect(ack | psh, {.seq = 2001, .text = much(500)});
}

TEST_CASE("sending: the host's numbers pass 2^32 in the midst of a stream") {
  // An initial number is a secret and a clock of 4 us (RFC 6528): so the test waits for the moment at which it is near the edge.
  story on;
  const auto opens = [&] {
    host_socket one(on.host, v4);
    REQUIRE(one.bind(on.host_address(), 40000) == 0);
    REQUIRE(one.connect(on.peer_address(), peer_port) == WSAEWOULDBLOCK);
    return one;
  };
  host_socket first = opens();
  on.peer.expect(syn);
  const std::uint32_t to_go = 0u - on.peer.host_first() - 3000;
  first.close();
  on.peer.expect(rst | ack);
  on.pass(to_go * 4us);
  host_socket second = opens();
  peer_script again(on.cable, peer_port, host_port, {});
  again.expect(syn);
  REQUIRE(again.host_first() > 0xffffffffu - 6000);
  again.answer_syn();
  again.expect(ack);
  CHECK(second.write(much(20000)) == 20000);
  again.expect_text(much(20000));
  again.expect_nothing(1min);
}

// ------------------------------------------------------------------------------------------------------------------ Nagle

// RFC 9293, 3.7.4 (RFC 1122, 4.2.3.4)
TEST_CASE("nagle: a small write waits while another is not acknowledged, and goes with those that follow") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.write("a");
  on.peer.expect(ack, {.text = "a"});
  client.write("b"), client.write("c");
  on.peer.expect_nothing(400ms);
  on.peer.acknowledge();
  on.peer.expect(ack, {.text = "bc"});
}

TEST_CASE("nagle: a full segment does not wait") {
  story on;
  host_socket client = on.connected();
  client.write("a");
  on.peer.expect(ack, {.text = "a"});
  client.write(much(mss));
  CHECK(on.peer.expect(ack).text.size() == mss);
}

TEST_CASE("nagle: TCP_NODELAY sends each write at once") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.set(IPPROTO_TCP, TCP_NODELAY, 1);
  client.write("a"), client.write("b"), client.write("c");
  on.peer.expect(ack, {.seq = 1, .text = "a"});
  on.peer.expect(ack, {.seq = 2, .text = "b"});
  on.peer.expect(ack, {.seq = 3, .text = "c"});
}

TEST_CASE("nagle: setting TCP_NODELAY sends what waits") {
  story on;
  host_socket client = on.connected();
  client.write("a");
  on.peer.expect(ack, {.text = "a"});
  client.write("b");
  on.peer.expect_nothing(100ms);
  client.set(IPPROTO_TCP, TCP_NODELAY, 1);
  on.peer.expect(ack, {.text = "b"});
}

TEST_CASE("nagle: a FIN takes what waits with it") {
  story on;
  host_socket client = on.connected();
  client.write("a");
  on.peer.expect(ack, {.text = "a"});
  client.write("b");
  client.stop_writing();
  on.peer.expect(ack | fin, {.seq = 2, .text = "b"});
}

// ------------------------------------------------------------------------------------------------------- odd acknowledgements

// RFC 9293, 3.10.7.4, fifth: "If the ACK acks something not yet sent, then send an ACK"
TEST_CASE("sending: an acknowledgement of what was not sent is answered by an ACK, and acknowledges nothing") {
  const std::uint32_t beyond = GENERATE(7u, 5000u, 0x7fffffffu);
  story on;
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  on.peer.send(on.peer.make(ack).acking(beyond));
  on.peer.expect(ack, {.seq = 6, .text = ""});
  on.peer.expect_after(800ms, ack, {.seq = 1, .text = "hello"});
}

TEST_CASE("sending: an acknowledgement of what was acknowledged long ago is ignored") {
  story on;
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack);
  on.peer.acknowledge();
  on.peer.send(on.peer.make(ack).acking(3));
  on.peer.send(on.peer.make(ack).acking(0));
  on.peer.expect_nothing(1min);
  client.write("again");
  on.peer.expect(ack, {.seq = 6, .text = "again"});
}

TEST_CASE("sending: an acknowledgement of half a segment leaves the whole to be sent again") {
  story on;  // RFC 9293 would send the rest; lwIP keeps segments whole
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).acking(3));
  on.peer.expect_after(800ms, ack, {.seq = 1, .text = "hello"});
  on.peer.send(on.peer.make(ack).acking(6));
  on.peer.expect_nothing(1min);
}

TEST_CASE("sending: what the host has not room for is not taken, and taken when room comes") {
  story on(v4, {.window = 2000});
  host_socket client(on.host, v4);
  client.set(SOL_SOCKET, SO_SNDBUF, 5000);
  client.connect(on.peer_address(), peer_port);
  on.peer.expect(syn);
  on.peer.answer_syn();
  on.peer.expect(ack);
  CHECK(client.write(much(20000)) == 5000);
  CHECK(client.write("more") == 0);
  on.peer.expect_text(much(5000));
  on.pass(1ms);
  CHECK(client.write("more") == 4);
}
