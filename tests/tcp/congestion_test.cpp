// The congestion window: slow start, and what a loss makes of it (RFC 5681).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

namespace {
constexpr std::size_t mss = 1460;  // IPv4's over 1500 bytes
std::string much(std::size_t bytes) { return std::string(bytes, 'x'); }
}  // namespace

// RFC 5681, 3.1: at most 4380 bytes for this segment size, which is three
TEST_CASE("congestion: a connection begins with three segments") {
  story on;
  host_socket client = on.connected();
  CHECK(client.congestion_window() == 4380);
  client.write(much(20000));
  for (int each = 0; each < 3; ++each) CHECK(on.peer.expect(ack).text.size() == mss);
  on.peer.expect_nothing(400ms);
}

TEST_CASE("congestion: four segments where they are small") {
  story on(v4, {.mss = 500});
  host_socket client = on.connected();
  client.write(much(20000));
  for (int each = 0; each < 4; ++each) CHECK(on.peer.expect(ack).text.size() == 500);
  on.peer.expect_nothing(400ms);
}

// RFC 5681, 3.1, and RFC 3465, 2.3: by what is acknowledged, two segments at most
TEST_CASE("congestion: in slow start each acknowledgement lets two segments more out than it has freed") {
  story on;
  host_socket client = on.connected();
  client.write(much(40000));
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).acking(1 + mss));
  on.peer.expect(ack), on.peer.expect(ack);
  on.peer.expect_nothing(100ms);
  CHECK(client.congestion_window() == 4 * mss);
  on.peer.send(on.peer.make(ack).acking(1 + 5 * mss));
  CHECK((on.pass(1ms), client.congestion_window()) == 6 * mss);
  for (int each = 0; each < 6; ++each) on.peer.expect(ack);
  on.peer.expect_nothing(100ms);
}

TEST_CASE("congestion: behind a time-out it begins again with one segment, and above half of what was it grows by one a round") {
  story on;
  host_socket client = on.connected();
  client.write(much(60000));
  // Up to eleven segments in flight.
  std::uint32_t acked = 1;
  for (int each = 0; each < 3; ++each) on.peer.expect(ack);
  for (int round = 0; round < 4; ++round) {
    acked += 2 * mss;
    on.peer.send(on.peer.make(ack).acking(acked));
    on.pass(1ms);
  }
  CHECK(client.congestion_window() == 11 * mss);
  while (on.peer_end.waiting() != 0) on.peer.expect(ack);
  on.peer.expect_after(600ms, ack, {.seq = acked});  // round trips of no tick have made it the shortest
  CHECK(client.congestion_window() == mss);
  on.peer.expect_nothing(100ms);
  on.peer.send(on.peer.make(ack).acking(acked + mss));
  on.pass(1ms);
  CHECK(client.congestion_window() == 2 * mss);
}
