// What is lost is sent again: by the timer (RFC 6298) and at the third duplicate acknowledgement (RFC 5681, 3.2).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {
constexpr std::size_t mss = 1460;
std::string much(std::size_t bytes) { return std::string(bytes, 'x'); }
}  // namespace

TEST_CASE("retransmission: the first comes after a second, and each later one after twice the time, up to 128 s") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack, {.seq = 1, .text = "hello"});
  for (const auto after : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 128s})
    on.peer.expect_after(after, ack, {.seq = 1, .text = "hello"});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

// Microsoft's recv(): WSAETIMEDOUT, "the connection has been dropped because of a network failure or because the peer system failed to respond".
TEST_CASE("retransmission: after the twelfth the connection is given up with WSAETIMEDOUT, and nothing is said") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack);
  for (int each = 1; each <= 12; ++each) on.peer.expect(ack, {.seq = 1, .within = 130s});
  on.peer.expect_nothing(5min);
  CHECK(client.read_error() == WSAETIMEDOUT);
  CHECK(client.write_error() == WSAETIMEDOUT);
}

TEST_CASE("retransmission: SYNs that were lost do not count for data") {
  story on;
  host_socket client = on.connects();
  on.peer.expect(syn);
  for (int each = 0; each < 5; ++each) on.peer.expect_after(3s, syn);
  on.peer.answer_syn();
  on.peer.expect(ack);
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  for (const auto after : {1s, 2s, 4s, 8s}) on.peer.expect_after(after, ack, {.seq = 1, .text = "hello"});
}

TEST_CASE("retransmission: an acknowledgement in time starts the count and the time anew") {
  story on;
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack);
  for (int each = 0; each < 6; ++each) on.peer.expect(ack, {.seq = 1, .within = 130s});
  on.peer.acknowledge();
  on.pass(1ms);
  client.write("again");
  on.peer.expect(ack, {.seq = 6, .text = "again"});
  for (int each = 1; each <= 12; ++each) on.peer.expect(ack, {.seq = 6, .within = 600s});
  CHECK(client.state() == TCPSTATE_ESTABLISHED);
}

TEST_CASE("retransmission: the time before the first data of the peer is no round trip") {
  // lwIP 2.1.3 leaves the measurement that the SYN has begun open until the next acknowledgement, however late.
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.pass(1min);
  on.peer.say("a banner");
  on.peer.expect(ack);
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  on.peer.expect_after(1s, ack, {.text = "hello"});
}

TEST_CASE("retransmission: a long round trip is learnt from the SYN, and data is not sent again too early") {
  story on;
  on.peer_end.link().set({.latency = 1s});
  host_socket client(on.host, v4);
  client.connect(on.peer_address(), peer_port);
  on.peer.expect(syn, {.within = 2s});
  on.peer.answer_syn();
  on.peer.expect(ack, {.within = 3s});
  for (int round = 0; round < 20; ++round) {
    const std::uint32_t next = on.peer.heard();
    client.write("x");
    on.peer.expect(ack, {.seq = next, .text = "x", .within = 2s});
    on.peer.acknowledge();
    on.peer.expect_nothing(3s);
  }
}

TEST_CASE("retransmission: after a time-out one segment goes, and two when it is acknowledged") {
  story on;
  host_socket client = on.connected();
  client.write(much(3 * mss));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  on.peer.expect_after(1s, ack, {.seq = 1});
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(ack).acking(1 + mss));
  on.peer.expect(ack, {.seq = 1 + mss}), on.peer.expect(ack, {.seq = 1 + 2 * mss});
  on.peer.send(on.peer.make(ack).acking(1 + 3 * mss));
  on.peer.expect_nothing(1min);
}

TEST_CASE("retransmission: data that waits for room joins nothing that was sent") {
  story on;  // a retransmission has the same bytes
  host_socket client = on.connected();
  client.write("hello");
  on.peer.expect(ack, {.text = "hello"});
  client.write(" world");  // Nagle
  on.peer.expect_after(1s, ack, {.seq = 1, .text = "hello"});
  on.peer.acknowledge();
  on.peer.expect(ack, {.seq = 6, .text = " world"});
}

TEST_CASE("fast retransmit: at the third duplicate acknowledgement the missing segment goes at once") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  client.write(much(3 * mss));
  const std::uint32_t size = static_cast<std::uint32_t>(on.peer.expect(ack, {.seq = 1}).text.size());
  on.peer.expect(ack), on.peer.expect(ack);
  for (int each = 0; each < 2; ++each) on.peer.send(on.peer.make(ack).acking(1));
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(ack).acking(1));
  CHECK(on.peer.expect(ack, {.seq = 1}).text.size() == size);
}

TEST_CASE("fast retransmit: it happens once for one loss, and each further duplicate lets a new segment out") {
  story on;
  host_socket client = on.connected();
  client.write(much(20 * mss));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  for (int each = 0; each < 3; ++each) on.peer.send(on.peer.make(ack).acking(1));
  on.peer.expect(ack, {.seq = 1});
  // ssthresh is two segments, and the window that and three more: two new ones fit.
  on.peer.expect(ack, {.seq = 1 + 3 * mss});
  on.peer.expect(ack, {.seq = 1 + 4 * mss});
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(ack).acking(1));
  on.peer.expect(ack, {.seq = 1 + 5 * mss});
  on.peer.expect_nothing(100ms);
}

TEST_CASE("fast retransmit: the acknowledgement of the loss leaves two segments of congestion window") {
  story on;
  host_socket client = on.connected();
  client.write(much(20 * mss));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  for (int each = 0; each < 3; ++each) on.peer.send(on.peer.make(ack).acking(1));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).acking(1 + 5 * mss));
  on.pass(1ms);
  CHECK(client.congestion_window() < 4 * mss);
  CHECK(client.congestion_window() >= 2 * mss);
}

TEST_CASE("fast retransmit: acknowledgements that bring data or another window are no duplicates") {
  story on;
  host_socket client = on.connected();
  client.write(much(3 * mss));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  for (int each = 0; each < 4; ++each) {
    on.peer.send(on.peer.make(ack).acking(1).saying("x"));
    on.peer.expect(ack, {.text = ""});
  }
  for (std::uint16_t each = 0; each < 4; ++each)
    on.peer.send(on.peer.make(ack).acking(1).with_window(static_cast<std::uint16_t>(60000 + each)));
  on.peer.expect_nothing(100ms);
}

TEST_CASE("fast retransmit: duplicates while nothing is under way mean nothing") {
  story on;
  const host_socket client = on.connected();
  for (int each = 0; each < 10; ++each) on.peer.send(on.peer.make(ack));
  on.peer.expect_nothing(1min);
}

TEST_CASE("fast retransmit: a second loss in the same window waits for the timer") {
  story on;  // lwIP has no NewReno (RFC 6582): without SACK a partial acknowledgement sends nothing again
  host_socket client = on.connected();
  client.write(much(3 * mss));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  for (int each = 0; each < 3; ++each) on.peer.send(on.peer.make(ack).acking(1));
  on.peer.expect(ack, {.seq = 1});
  on.peer.send(on.peer.make(ack).acking(1 + mss));
  on.peer.expect_after(800ms, ack, {.seq = 1 + mss});
}

TEST_CASE("fast retransmit: SACK shows both losses of a window, and both go again at once") {
  story on(GENERATE(v4, v6), {.sack = true});  // RFC 6675; with so little under way one segment beyond is enough (RFC 5827)
  host_socket client = on.connected();
  const std::uint32_t size = on.version == v4 ? 1460 : 1440;
  client.write(much(3 * size));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  const std::uint32_t end = on.peer.heard();
  segment third_came = on.peer.make(ack).acking(1);
  third_came.sacks = {{1 + 2 * size, end}};
  on.peer.send(third_came);
  on.peer.expect(ack, {.seq = 1});
  on.peer.expect(ack, {.seq = 1 + size});
  on.peer.send(on.peer.make(ack).acking(end));
  on.peer.expect_nothing(1min);
}
