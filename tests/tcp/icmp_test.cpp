// ICMP: echo, unreachable (RFC 792, RFC 1122, RFC 4443).
#include "tests/support/catch.hpp"
#include "tests/tcp/packets.hpp"

using namespace tcp_test;

TEST_CASE("icmp: an echo is answered with what was in it") {
  story on(GENERATE(v4, v6));
  const bool is_v4 = on.version == v4;
  on.cable.send(icmp(on, is_v4 ? 8 : 128, 0, 0x00010002, "hello"));
  const auto answer = on.cable.receive(icmp_of(on), 50ms);
  REQUIRE(answer);
  CHECK(get8(answer->payload, 0) == (is_v4 ? 0 : 129));
  CHECK(get32(answer->payload, 4) == 0x00010002);
  CHECK(text_of(answer->payload).substr(8) == "hello");
  CHECK((is_v4 ? checksum(answer->payload) : checksum_with_addresses(*answer, answer->payload)) == 0);
}

TEST_CASE("icmp: an echo with a wrong checksum is not answered") {
  story on(GENERATE(v4, v6));
  ip_packet echo = icmp(on, on.version == v4 ? 8 : 128, 0, 1, "hello");
  set16(echo.payload, 2, get16(echo.payload, 2) ^ 1u);
  on.cable.send(echo);
  CHECK(!on.cable.receive(icmp_of(on), 1s));
}

TEST_CASE("icmp: a datagram to a port where nobody is is answered by port unreachable, with its beginning") {
  story on(GENERATE(v4, v6));
  const ip_packet sent = udp(on, 5000, 9999, "anybody?");
  on.cable.send(sent);
  const auto answer = on.cable.receive(icmp_of(on), 50ms);
  REQUIRE(answer);
  CHECK(get8(answer->payload, 0) == (on.version == v4 ? 3 : 1));
  CHECK(get8(answer->payload, 1) == (on.version == v4 ? 3 : 4));
  const bytes quoted = to_bytes(sent);
  CHECK(text_of(answer->payload).substr(8, 16) == text_of(quoted).substr(0, 16));
}

TEST_CASE("icmp: port unreachable for a datagram of ours is WSAECONNRESET in the next recv") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  REQUIRE(socket.connect(on.peer_address(), peer_port) == 0);
  CHECK(socket.write("anybody?") == 8);
  const auto got = on.cable.receive(protocol::udp, 50ms);
  REQUIRE(got);
  on.cable.send(icmp(on, on.version == v4 ? 3 : 1, on.version == v4 ? 3 : 4, 0, text_of(to_bytes(*got))));
  on.pass(1ms);
  CHECK(socket.read_error() == WSAECONNRESET);
}

TEST_CASE("icmp: destination unreachable does not end a connect, which goes on asking") {
  // RFC 1122, 4.2.3.9: a soft error, which must not abort. lwIP does not tell the program of it either.
  story on(GENERATE(v4, v6));
  const host_socket client = on.connects();
  const auto first = on.cable.receive(protocol::tcp, 50ms);
  REQUIRE(first);
  for (const unsigned code : {0u, 1u, 3u})
    on.cable.send(icmp(on, on.version == v4 ? 3 : 1, code, 0, text_of(to_bytes(*first))));
  on.peer.expect_nothing(1s);
  CHECK(client.connect_result() == WSAEWOULDBLOCK);
  on.peer.expect(syn, {.within = 3s});
  on.peer.answer_syn();
  on.peer.expect(ack);
  CHECK(client.connect_result() == 0);
}

TEST_CASE("icmp: a protocol that the host does not speak is told unreachable") {
  story on(GENERATE(v4, v6));
  ip_packet odd = on.cable.envelope();
  odd.carries = 253;  // RFC 3692: for experiments
  put_text(odd.payload, "what is this?");
  on.cable.send(odd);
  const auto answer = on.cable.receive(icmp_of(on), 50ms);
  REQUIRE(answer);
  CHECK(get8(answer->payload, 0) == (on.version == v4 ? 3 : 4));
  CHECK(get8(answer->payload, 1) == (on.version == v4 ? 2 : 1));
}
