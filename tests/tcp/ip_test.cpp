// IP's header: hops, checksums, addresses (RFC 791, RFC 8200).
#include "tests/support/catch.hpp"
#include "tests/tcp/packets.hpp"

using namespace tcp_test;

TEST_CASE("ip: the last hop of a packet is good enough for its host") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  ip_packet one = udp(on, 5000, host_port, "hello");
  one.hops = 1;
  on.cable.send(one);
  on.pass(1ms);
  CHECK(socket.read() == "hello");
}

TEST_CASE("ip: packets go out with 128 hops, as on Windows, or with what IP_TTL or IPV6_UNICAST_HOPS says") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  REQUIRE(socket.connect(on.peer_address(), peer_port) == 0);
  socket.write("a");
  CHECK(on.cable.receive(protocol::udp, 50ms)->hops == 128);
  socket.set(on.version == v4 ? IPPROTO_IP : IPPROTO_IPV6, on.version == v4 ? IP_TTL : IPV6_UNICAST_HOPS, 3);
  socket.write("b");
  CHECK(on.cable.receive(protocol::udp, 50ms)->hops == 3);
}

TEST_CASE("ip: IP_TTL counts for TCP's segments too") {
  story on;
  host_socket client(on.host, v4);
  client.set(IPPROTO_IP, IP_TTL, 3);
  client.connect(on.peer_address(), peer_port);
  CHECK(on.cable.receive(protocol::tcp, 50ms)->hops == 3);
}

TEST_CASE("ip: a header with a wrong checksum makes a packet that never came") {
  story on;
  bytes raw = to_bytes(icmp(on, 8, 0, 1, "hello"));
  raw[10] ^= std::byte{1};
  on.peer_end.send(raw);
  CHECK(!on.cable.receive(protocol::icmp, 1s));
}

TEST_CASE("ip: a packet that is cut off makes a packet that never came") {
  story on(GENERATE(v4, v6));
  const bytes whole = to_bytes(udp(on, 5000, 9999, "anybody?"));
  for (std::size_t size = on.version == v4 ? 20 : 40; size < whole.size(); ++size)
    on.peer_end.send(std::span(whole).first(size));
  CHECK(!on.cable.receive(icmp_of(on), 1s));
}

TEST_CASE("ip: a datagram with a wrong checksum is not delivered") {
  story on(GENERATE(v4, v6));
  host_socket socket = datagrams(on);
  ip_packet one = udp(on, 5000, host_port, "hello");
  set16(one.payload, 6, get16(one.payload, 6) ^ 0x0101u);
  on.cable.send(one);
  on.pass(1ms);
  CHECK(socket.read() == "");
}

TEST_CASE("ip: a SYN to everybody is for nobody") {
  story on;
  host_socket listener = on.listens();
  segment hello = on.peer.make(syn);
  hello.from = peer_port, hello.to = host_port;
  ip_packet to_all = on.cable.envelope();
  to_all.to = address_of(v4, GENERATE(as<std::string>{}, "255.255.255.255", "10.0.255.255", "224.0.0.1"));
  on.cable.send(packed(hello, to_all));
  on.peer.expect_nothing(1min);
}
