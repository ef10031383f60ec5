// ip_packet: see the header.
#include "tests/tcp/ip_packet.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <stdexcept>

namespace tcp_test {
namespace {

constexpr std::size_t header4 = 20, header6 = 40, fragment_header = 8;

std::size_t address_bytes(family version) { return version == family::v4 ? 4 : 16; }

void put_address(bytes& to, family version, const address& which) {
  to.insert(to.end(), which.begin(), which.begin() + static_cast<std::ptrdiff_t>(address_bytes(version)));
}

address get_address(std::span<const std::byte> from, std::size_t at, family version) {
  address out{};
  std::ranges::copy(from.subspan(at, address_bytes(version)), out.begin());
  return out;
}

bytes to_bytes4(const ip_packet& packet) {
  bytes out;
  put8(out, 0x45), put8(out, 0);
  put16(out, static_cast<unsigned>(header4 + packet.payload.size()));
  put16(out, packet.piece_of & 0xffff);
  put16(out, static_cast<unsigned>(packet.piece_at / 8) | (packet.more_follow ? 0x2000u : 0u));
  put8(out, packet.hops), put8(out, packet.carries), put16(out, 0);
  put_address(out, packet.version, packet.from), put_address(out, packet.version, packet.to);
  set16(out, 10, checksum(out));
  return out;
}

bytes to_bytes6(const ip_packet& packet) {
  bytes out;
  put32(out, 0x60000000);
  put16(out, static_cast<unsigned>(packet.payload.size() + (packet.piece ? fragment_header : 0)));
  put8(out, packet.piece ? protocol::fragment : packet.carries), put8(out, packet.hops);
  put_address(out, packet.version, packet.from), put_address(out, packet.version, packet.to);
  if (packet.piece) {
    put8(out, packet.carries), put8(out, 0);
    put16(out, static_cast<unsigned>(packet.piece_at) | (packet.more_follow ? 1u : 0u));
    put32(out, packet.piece_of);
  }
  return out;
}

std::optional<ip_packet> read4(std::span<const std::byte> raw) {
  if (raw.size() < header4 || get8(raw, 0) != 0x45 || checksum(raw.first(header4)) != 0) return std::nullopt;
  const std::size_t size = get16(raw, 2);
  if (size < header4 || size > raw.size()) return std::nullopt;
  ip_packet out;
  out.piece_of = get16(raw, 4);
  out.piece_at = std::size_t{get16(raw, 6) & 0x1fffu} * 8;
  out.more_follow = (get16(raw, 6) & 0x2000) != 0;
  out.piece = out.piece_at != 0 || out.more_follow;
  out.hops = get8(raw, 8), out.carries = get8(raw, 9);
  out.from = get_address(raw, 12, family::v4), out.to = get_address(raw, 16, family::v4);
  const auto rest = raw.subspan(header4, size - header4);
  out.payload.assign(rest.begin(), rest.end());
  return out;
}

std::optional<ip_packet> read6(std::span<const std::byte> raw) {
  if (raw.size() < header6) return std::nullopt;
  const std::size_t size = get16(raw, 4);
  if (header6 + size > raw.size()) return std::nullopt;
  ip_packet out;
  out.version = family::v6;
  out.carries = get8(raw, 6), out.hops = get8(raw, 7);
  out.from = get_address(raw, 8, family::v6), out.to = get_address(raw, 24, family::v6);
  auto rest = raw.subspan(header6, size);
  if (out.carries == protocol::fragment) {
    if (rest.size() < fragment_header) return std::nullopt;
    out.piece = true;
    out.carries = get8(rest, 0);
    out.piece_at = get16(rest, 2) & 0xfff8u;
    out.more_follow = (get16(rest, 2) & 1) != 0;
    out.piece_of = get32(rest, 4);
    rest = rest.subspan(fragment_header);
  }
  out.payload.assign(rest.begin(), rest.end());
  return out;
}

}  // namespace

address address_of(family version, const std::string& text) {
  address out{};
  if (inet_pton(version == family::v4 ? AF_INET : AF_INET6, text.c_str(), out.data()) != 1)
    throw std::invalid_argument("no address: " + text);
  return out;
}

bytes to_bytes(const ip_packet& packet) {
  bytes out = packet.version == family::v4 ? to_bytes4(packet) : to_bytes6(packet);
  out.insert(out.end(), packet.payload.begin(), packet.payload.end());
  return out;
}

std::optional<ip_packet> read_packet(std::span<const std::byte> raw) {
  if (raw.empty()) return std::nullopt;
  return get8(raw, 0) >> 4 == 4 ? read4(raw) : read6(raw);
}

void put8(bytes& to, unsigned value) { to.push_back(std::byte(value & 0xff)); }
void put16(bytes& to, unsigned value) { put8(to, value >> 8), put8(to, value); }
void put32(bytes& to, std::uint32_t value) { put16(to, value >> 16), put16(to, value & 0xffff); }
void put_text(bytes& to, std::string_view text) {
  for (const char letter : text) put8(to, static_cast<unsigned char>(letter));
}
void set16(bytes& in, std::size_t at, unsigned value) {
  in.at(at) = std::byte(value >> 8 & 0xff), in.at(at + 1) = std::byte(value & 0xff);
}
std::uint8_t get8(std::span<const std::byte> from, std::size_t at) { return std::to_integer<std::uint8_t>(from[at]); }
std::uint16_t get16(std::span<const std::byte> from, std::size_t at) {
  return static_cast<std::uint16_t>(get8(from, at) << 8 | get8(from, at + 1));
}
std::uint32_t get32(std::span<const std::byte> from, std::size_t at) {
  return std::uint32_t{get16(from, at)} << 16 | get16(from, at + 2);
}
std::string text_of(std::span<const std::byte> from) {
  return {reinterpret_cast<const char*>(from.data()), from.size()};
}

std::uint16_t checksum(std::span<const std::byte> data) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < data.size(); ++at) sum += std::uint32_t{get8(data, at)} << (at % 2 == 0 ? 8 : 0);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t checksum_with_addresses(const ip_packet& packet, std::span<const std::byte> upper) {
  bytes whole;
  put_address(whole, packet.version, packet.from), put_address(whole, packet.version, packet.to);
  put32(whole, static_cast<std::uint32_t>(upper.size())), put32(whole, packet.carries);
  whole.insert(whole.end(), upper.begin(), upper.end());
  return checksum(whole);
}

}  // namespace tcp_test
