// packet_tuple: see the header. All words are hashed as they stand in a packet.
#include "stack/lwip/packet_tuple.hpp"

#include <lwip/prot/ip.h>
#include <lwip/prot/ip6.h>

#include "stack/lwip/initial_sequence.hpp"

namespace loopsock::lwip {

std::array<std::uint64_t, 2 + 2 * ip6_words> tuple_keys;

namespace {

/// Whether lwIP may find a TCP segment behind an IPv6 header of this kind.
bool may_lead_on(unsigned header) noexcept {
  switch (header) {
    case IP6_NEXTH_HOPBYHOP:
    case IP6_NEXTH_ROUTING:
    case IP6_NEXTH_FRAGMENT:
    case IP6_NEXTH_DESTOPTS: return true;
    default: return false;
  }
}

}  // namespace

void choose_tuple_keys() noexcept {
  if (tuple_keys[0] != 0) return;
  for (std::uint64_t& key : tuple_keys) key = std::uint64_t{random_number()} << 32 | random_number();
}

std::uint32_t tuple_hash(const ip_addr_t& local, std::uint16_t local_port, const ip_addr_t& remote,
                         std::uint16_t remote_port) noexcept {
  const std::array<std::uint16_t, 2> in_order{lwip_htons(remote_port), lwip_htons(local_port)};
  std::uint32_t ports;
  std::memcpy(&ports, in_order.data(), sizeof ports);
  if (IP_IS_V6_VAL(local)) return hash_words<ip6_words>(ports, ip_2_ip6(&remote)->addr, ip_2_ip6(&local)->addr);
  return hash_words<ip4_words>(ports, &ip_2_ip4(&remote)->addr, &ip_2_ip4(&local)->addr);
}

packet_tuple tuple_of_unusual_ip4(const pbuf& packet) noexcept {
  const auto* const bytes = static_cast<const unsigned char*>(packet.payload);
  constexpr std::size_t fragment_at = 6, protocol_at = 9, addresses_at = 12, ports_bytes = 4;
  constexpr unsigned more_or_offset = 0x3fff;
  if (packet.len < IP_HLEN) return {packet_kind::unclear};
  if (bytes[protocol_at] != IP_PROTO_TCP) return {};
  const unsigned fragment = static_cast<unsigned>(bytes[fragment_at] << 8 | bytes[fragment_at + 1]);
  const std::size_t header_bytes = (bytes[0] & 0xfu) * 4u;
  if ((fragment & more_or_offset) != 0 || packet.len < header_bytes + ports_bytes) return {packet_kind::unclear};
  return segment_of<ip4_words>(bytes + addresses_at, bytes + header_bytes);
}

packet_tuple tuple_of_ip6(const pbuf& packet) noexcept {
  const auto* const bytes = static_cast<const unsigned char*>(packet.payload);
  constexpr std::size_t next_at = 6, addresses_at = 8, ports_bytes = 4;
  if (packet.len < IP6_HLEN + ports_bytes) return {packet_kind::unclear};
  const unsigned next = bytes[next_at];
  if (next == IP6_NEXTH_TCP) return segment_of<ip6_words>(bytes + addresses_at, bytes + IP6_HLEN);
  // A fragment tells what it is of: those of large datagrams come often.
  const unsigned last = next == IP6_NEXTH_FRAGMENT ? bytes[IP6_HLEN] : next;
  if (last == IP6_NEXTH_TCP || may_lead_on(last)) return {packet_kind::unclear};
  return {};
}

}  // namespace loopsock::lwip
