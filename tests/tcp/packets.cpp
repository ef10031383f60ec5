// packets: see the header. Formats: RFC 792, RFC 4443, RFC 768.
#include "tests/tcp/packets.hpp"

#include "tests/support/catch.hpp"

namespace tcp_test {

ip_packet icmp(const story& on, unsigned type, unsigned code, std::uint32_t rest, std::string_view text) {
  ip_packet out = on.cable.envelope();
  out.carries = on.version == v4 ? protocol::icmp : protocol::icmp6;
  put8(out.payload, type), put8(out.payload, code), put16(out.payload, 0);
  put32(out.payload, rest);
  put_text(out.payload, text);
  set16(out.payload, 2, on.version == v4 ? checksum(out.payload) : checksum_with_addresses(out, out.payload));
  return out;
}

std::uint8_t icmp_of(const story& on) { return on.version == v4 ? protocol::icmp : protocol::icmp6; }

ip_packet udp(const story& on, std::uint16_t from, std::uint16_t to, std::string_view text) {
  ip_packet out = on.cable.envelope();
  out.carries = protocol::udp;
  put16(out.payload, from), put16(out.payload, to);
  put16(out.payload, static_cast<unsigned>(8 + text.size())), put16(out.payload, 0);
  put_text(out.payload, text);
  set16(out.payload, 6, checksum_with_addresses(out, out.payload));
  return out;
}

std::vector<ip_packet> pieces(const ip_packet& whole, std::size_t size, std::uint32_t number) {
  std::vector<ip_packet> out;
  for (std::size_t at = 0; at < whole.payload.size(); at += size) {
    ip_packet one = whole;
    one.piece = true, one.piece_of = number, one.piece_at = at;
    one.more_follow = at + size < whole.payload.size();
    const auto begin = whole.payload.begin() + static_cast<std::ptrdiff_t>(at);
    one.payload.assign(begin, one.more_follow ? begin + static_cast<std::ptrdiff_t>(size) : whole.payload.end());
    out.push_back(std::move(one));
  }
  return out;
}

host_socket datagrams(story& on) {
  host_socket socket(on.host, on.version, SOCK_DGRAM);
  REQUIRE(socket.bind(on.version == v4 ? "0.0.0.0" : "::", host_port) == 0);
  return socket;
}

std::string letters(std::size_t count) {
  std::string out(count, ' ');
  for (std::size_t at = 0; at < count; ++at) out[at] = static_cast<char>('a' + at % 26);
  return out;
}

}  // namespace tcp_test
