// ip_header: see the header. RFC 791, RFC 8200.
#include "stack/testnet/ip_header.hpp"

#include <cstdint>

namespace loopsock::testnet {
namespace {

constexpr std::size_t ip4_bytes = 20, ip6_bytes = 40;
constexpr std::size_t hops4_at = 8, checksum4_at = 10, source4_at = 12, destination4_at = 16;
constexpr std::size_t hops6_at = 7, source6_at = 8, destination6_at = 24;

unsigned version_of(std::span<const std::byte> packet) noexcept {
  return packet.empty() ? 0 : std::to_integer<unsigned>(packet[0]) >> 4;
}

ip_address address_at(std::span<const std::byte> packet, std::size_t at4, std::size_t at6) noexcept {
  const auto byte = [&](std::size_t at) { return std::to_integer<std::uint8_t>(packet[at]); };
  if (version_of(packet) == 4 && packet.size() >= ip4_bytes)
    return ip_address::v4(byte(at4), byte(at4 + 1), byte(at4 + 2), byte(at4 + 3));
  if (version_of(packet) != 6 || packet.size() < ip6_bytes) return {};
  ip_address address = ip_address::any_v6();
  for (std::size_t i = 0; i < address.bytes.size(); ++i) address.bytes[i] = byte(at6 + i);
  return address;
}

}  // namespace

ip_address destination_of(std::span<const std::byte> packet) noexcept {
  return address_at(packet, destination4_at, destination6_at);
}

ip_address source_of(std::span<const std::byte> packet) noexcept { return address_at(packet, source4_at, source6_at); }

bool take_hop(std::span<std::byte> packet) noexcept {
  const bool v6 = version_of(packet) == 6;
  std::byte& hops = packet[v6 ? hops6_at : hops4_at];
  if (std::to_integer<unsigned>(hops) <= 1) return false;
  hops = std::byte(std::to_integer<unsigned>(hops) - 1);
  if (v6) return true;
  // The hops are the upper half of their 16-bit word: the sum grows by 0x0100.
  std::uint32_t sum = std::to_integer<std::uint32_t>(packet[checksum4_at]) << 8 |
                      std::to_integer<std::uint32_t>(packet[checksum4_at + 1]);
  sum += 0x0100;
  sum = (sum & 0xffff) + (sum >> 16);
  packet[checksum4_at] = std::byte(sum >> 8);
  packet[checksum4_at + 1] = std::byte(sum & 0xff);
  return true;
}

}  // namespace loopsock::testnet
