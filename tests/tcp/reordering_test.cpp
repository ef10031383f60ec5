// Data that comes out of order, or twice (RFC 9293, 3.10.7.4; SACK: RFC 2018).
#include "tests/support/catch.hpp"
#include "tests/tcp/story.hpp"

using namespace tcp_test;

TEST_CASE("receiving: what comes behind a gap is acknowledged at once with the number that is missing, and waits") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(4).saying("def"));
  on.peer.expect(ack, {.acked = 1});
  on.peer.send(on.peer.make(ack).at(7).saying("ghi"));
  on.peer.expect(ack, {.acked = 1});
  CHECK(client.read() == "");
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 10});
  CHECK(client.read() == "abcdefghi");
}

TEST_CASE("receiving: three segments in any order are one stream") {
  const std::string order = GENERATE(as<std::string>{}, "012", "021", "102", "120", "201", "210");
  story on;
  host_socket client = on.connected();
  const std::string text = "abcdef";
  for (const char each : order) {
    const auto place = static_cast<std::uint32_t>(each - '0') * 2;
    on.peer.send(on.peer.make(ack).at(1 + place).saying(text.substr(place, 2)));
    on.peer.expect(ack);
  }
  CHECK(client.read() == text);
}

TEST_CASE("receiving: SACK tells what came behind a gap, the newest first, and nothing when the gap is closed") {
  story on(GENERATE(v4, v6), {.sack = true});
  host_socket client = on.connected();
  using blocks = std::vector<sack_block>;
  on.peer.send(on.peer.make(ack).at(3).saying("cc"));
  CHECK(on.peer.expect(ack, {.acked = 1}).sacks == blocks{{3, 5}});
  on.peer.send(on.peer.make(ack).at(7).saying("gg"));
  CHECK(on.peer.expect(ack, {.acked = 1}).sacks == blocks{{7, 9}, {3, 5}});
  on.peer.send(on.peer.make(ack).at(5).saying("ee"));
  CHECK(on.peer.expect(ack, {.acked = 1}).sacks == blocks{{3, 9}});
  on.peer.send(on.peer.make(ack).at(1).saying("aa"));
  CHECK(on.peer.expect(ack, {.acked = 9}).sacks.empty());
  CHECK(client.read() == "aacceegg");
}

TEST_CASE("receiving: SACK tells of four gaps at most") {
  story on(v4, {.sack = true});
  const host_socket client = on.connected();
  segment last;
  for (std::uint32_t each = 1; each <= 6; ++each) {
    on.peer.send(on.peer.make(ack).at(1 + 10 * each).saying("x"));
    last = on.peer.expect(ack, {.acked = 1});
  }
  CHECK(last.sacks == std::vector<sack_block>{{61, 62}, {51, 52}, {41, 42}, {31, 32}});
}

TEST_CASE("receiving: a peer that did not offer SACK is told of none") {
  story on;
  const host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(3).saying("cc"));
  CHECK(on.peer.expect(ack, {.acked = 1}).sacks.empty());
}

// lwIP's own choice (TCP_OOSEQ_TIMEOUT: six times the RTO), which RFC 2018, 8, allows: a SACK is no promise.
TEST_CASE("receiving: what waits behind a gap for six RTOs is dropped, and has to be sent again") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(4).saying("def"));
  on.peer.expect(ack, {.acked = 1});
  on.pass(7s);
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 4});
  on.peer.send(on.peer.make(ack).at(4).saying("def"));
  on.peer.expect(ack, {.acked = 7});
  CHECK(client.read() == "abcdef");
}

// ------------------------------------------------------------------------------------------------------------------ twice

TEST_CASE("receiving: data that came already is acknowledged and not delivered again") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  on.peer.say("abc");
  on.peer.expect(ack, {.acked = 4});
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 4});
  CHECK(client.read() == "abc");
}

TEST_CASE("receiving: of data that came in part the rest is taken") {
  story on;
  host_socket client = on.connected();
  on.peer.say("abc");
  on.peer.expect(ack, {.acked = 4});
  on.peer.send(on.peer.make(ack).at(2).saying("bcde"));
  on.peer.expect(ack, {.acked = 6});
  CHECK(client.read() == "abcde");
}

TEST_CASE("receiving: a segment that came out of order twice is delivered once") {
  story on;
  host_socket client = on.connected();
  for (int each = 0; each < 2; ++each) {
    on.peer.send(on.peer.make(ack).at(4).saying("def"));
    on.peer.expect(ack, {.acked = 1});
  }
  on.peer.send(on.peer.make(ack).at(1).saying("abc"));
  on.peer.expect(ack, {.acked = 7});
  CHECK(client.read() == "abcdef");
}

TEST_CASE("receiving: segments that overlap behind a gap are joined") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(4).saying("def"));
  on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).at(6).saying("fgh"));
  on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).at(3).saying("cdefghij"));  // covers both
  on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).at(1).saying("abcd"));
  on.peer.expect(ack, {.acked = 11});
  CHECK(client.read() == "abcdefghij");
}

TEST_CASE("receiving: a segment that fills a gap and more is cut at what is there") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(4).saying("def"));
  on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).at(1).saying("abcde"));
  on.peer.expect(ack, {.acked = 7});
  CHECK(client.read() == "abcdef");
}

TEST_CASE("receiving: one that covers all that waits behind a gap replaces it") {
  story on;
  host_socket client = on.connected();
  on.peer.send(on.peer.make(ack).at(4).saying("de"));
  on.peer.expect(ack);
  on.peer.send(on.peer.make(ack).at(1).saying("abcdefg"));
  on.peer.expect(ack, {.acked = 8});
  CHECK(client.read() == "abcdefg");
}
