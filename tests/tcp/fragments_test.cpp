// IP fragments, put together and made (RFC 791, RFC 8200, 4.5).
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/tcp/packets.hpp"

using namespace tcp_test;

TEST_CASE("fragments: a datagram in pieces is put together, in whatever order they come") {
  const bool backwards = GENERATE(false, true);
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  const std::string text = letters(5000);
  std::vector<ip_packet> parts = pieces(udp(on, 5000, host_port, text), 1400, 77);
  if (backwards) std::reverse(parts.begin(), parts.end());
  for (const ip_packet& one : parts) on.cable.send(one);
  on.pass(1ms);
  CHECK(socket.read() == text);
}

TEST_CASE("fragments: a piece that comes twice does no harm") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  const std::string text = letters(3000);
  const std::vector<ip_packet> parts = pieces(udp(on, 5000, host_port, text), 1400, 77);
  on.cable.send(parts[0]), on.cable.send(parts[0]), on.cable.send(parts[1]), on.cable.send(parts[2]);
  on.pass(1ms);
  CHECK(socket.read() == text);
}

TEST_CASE("fragments: pieces of two datagrams are told apart") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  const std::string one_text(2000, '1'), other_text(2000, '2');
  const auto one = pieces(udp(on, 5000, host_port, one_text), 1400, 77);
  const auto other = pieces(udp(on, 5000, host_port, other_text), 1400, 78);
  on.cable.send(one[0]), on.cable.send(other[0]), on.cable.send(other[1]), on.cable.send(one[1]);
  on.pass(1ms);
  CHECK(socket.read() == other_text);
  CHECK(socket.read() == one_text);
}

TEST_CASE("fragments: what misses a piece for a minute is dropped") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  const std::vector<ip_packet> parts = pieces(udp(on, 5000, host_port, letters(3000)), 1400, 77);
  on.cable.send(parts[0]), on.cable.send(parts[1]);
  on.pass(2min);
  on.cable.send(parts[2]);
  on.pass(1s);
  CHECK(socket.read() == "");
}

TEST_CASE("fragments: a TCP segment in pieces is a segment") {
  story on(GENERATE(v4, v6));
  host_socket client = on.connected();
  segment raw = on.peer.make(ack | psh).saying(letters(1000));
  raw.from = peer_port, raw.to = on.peer.port_of_host();
  raw.seq += manners{}.first, raw.acked += on.peer.host_first();
  for (const ip_packet& one : pieces(packed(raw, on.cable.envelope()), 400, 77)) on.cable.send(one);
  on.peer.expect(ack, {.acked = 1001});
  CHECK(client.read() == letters(1000));
}

TEST_CASE("fragments: a datagram that the link does not hold is sent in pieces") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  REQUIRE(socket.connect(on.peer_address(), peer_port) == 0);
  const std::string text = letters(4000);
  CHECK(socket.write(text) == 4000);
  bytes whole(8 + text.size());
  std::size_t got = 0;
  for (int each = 0; each < 3; ++each) {
    const auto one = on.cable.receive(protocol::udp, 50ms);
    REQUIRE(one);
    CHECK(one->piece);
    CHECK(one->payload.size() <= 1480);
    CHECK(one->more_follow == (each != 2));
    REQUIRE(one->piece_at + one->payload.size() <= whole.size());
    std::copy(one->payload.begin(), one->payload.end(), whole.begin() + static_cast<std::ptrdiff_t>(one->piece_at));
    got += one->payload.size();
  }
  CHECK(got == whole.size());
  CHECK(text_of(whole).substr(8) == text);
}
