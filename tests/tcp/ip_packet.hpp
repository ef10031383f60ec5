// ip_packet: IP packets as a test makes and reads them, of both versions.
//
//   IPv4   [ header 20 ][ payload ]
//   IPv6   [ header 40 ][ fragment header 8, if it is a piece ][ payload ]
//
// Errors   what cannot be read is no packet: an empty optional.
// Source   RFC 791, RFC 8200, RFC 1071 (the checksum).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tcp_test {

using bytes = std::vector<std::byte>;

enum class family { v4, v6 };

/// An address, in its first 4 bytes or in all.
using address = std::array<std::byte, 16>;
address address_of(family version, const std::string& text);

namespace protocol {
constexpr std::uint8_t icmp = 1, tcp = 6, udp = 17, fragment = 44, icmp6 = 58;
}

struct ip_packet {
  family version = family::v4;
  address from{}, to{};
  std::uint8_t carries = protocol::tcp;
  std::uint8_t hops = 64;
  // A piece of a larger packet: where it lies in that one's payload, in bytes, and whether more follow.
  bool piece = false;
  std::uint32_t piece_of = 0;  // which packet
  std::size_t piece_at = 0;
  bool more_follow = false;
  bytes payload;
};

bytes to_bytes(const ip_packet& packet);
std::optional<ip_packet> read_packet(std::span<const std::byte> raw);

// -- Numbers in network order.

void put8(bytes& to, unsigned value);
void put16(bytes& to, unsigned value);
void put32(bytes& to, std::uint32_t value);
void put_text(bytes& to, std::string_view text);
void set16(bytes& in, std::size_t at, unsigned value);
std::uint8_t get8(std::span<const std::byte> from, std::size_t at);
std::uint16_t get16(std::span<const std::byte> from, std::size_t at);
std::uint32_t get32(std::span<const std::byte> from, std::size_t at);
std::string text_of(std::span<const std::byte> from);

/// The Internet checksum. Over data with a right checksum in it the answer is 0.
std::uint16_t checksum(std::span<const std::byte> data);
/// The same with the pseudo header in front that TCP, UDP and ICMPv6 have. `upper` begins with their header.
std::uint16_t checksum_with_addresses(const ip_packet& packet, std::span<const std::byte> upper);

}  // namespace tcp_test
