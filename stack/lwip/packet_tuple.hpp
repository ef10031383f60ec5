// packet_tuple: the hash of a connection's 4-tuple, from its pcb or from a packet that has just come and that nobody has looked at.
//
// The hash is a sum of products with random 64-bit keys, of which the upper half counts (multilinear hashing: Lemire and Kaser, "Strongly
// universal string hashing is fast", 2014). So a stranger who chooses his ports cannot make long chains.
//
// The zone of an IPv6 address is left out: a packet has none yet.
//
// Threads  the core lock is held.
#pragma once

#include <lwip/def.h>
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ip4.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace loopsock::lwip {

/// Draws the keys, the same for all nodes, before the first hash; later calls do nothing.
void choose_tuple_keys() noexcept;

[[nodiscard]] std::uint32_t tuple_hash(const ip_addr_t& local, std::uint16_t local_port, const ip_addr_t& remote,
                                       std::uint16_t remote_port) noexcept;

enum class packet_kind : std::uint8_t {
  other,    // has nothing to do with a TCP connection
  segment,  // one for the connection that `hash` stands for
  unclear,  // may become one for any connection: a fragment, or headers in front that are not looked through
};

struct packet_tuple {
  packet_kind kind = packet_kind::other;
  std::uint32_t hash = 0;
};

// One for nothing at all, one for the ports, one for each word of two addresses. Written once, by choose_tuple_keys().
constexpr std::size_t ip4_words = 1, ip6_words = 4;
extern std::array<std::uint64_t, 2 + 2 * ip6_words> tuple_keys;

template <std::size_t Words>
std::uint32_t hash_words(std::uint32_t ports, const std::uint32_t* remote, const std::uint32_t* local) noexcept {
  std::uint64_t sum = tuple_keys[0] + tuple_keys[1] * ports;
  for (std::size_t i = 0; i < Words; ++i) sum += tuple_keys[2 + i] * remote[i] + tuple_keys[2 + Words + i] * local[i];
  return static_cast<std::uint32_t>(sum >> 32);
}

/// The sender of a packet is the remote end, and both its address and its port come first.
template <std::size_t Words>
packet_tuple segment_of(const unsigned char* addresses, const unsigned char* ports) noexcept {
  std::array<std::uint32_t, 2 * Words> words;
  std::uint32_t both_ports;
  std::memcpy(words.data(), addresses, sizeof words);
  std::memcpy(&both_ports, ports, sizeof both_ports);
  return {packet_kind::segment, hash_words<Words>(both_ports, words.data(), words.data() + Words)};
}

/// `packet` begins with the header of that family, and may be damaged in any way.
[[nodiscard]] packet_tuple tuple_of_ip6(const pbuf& packet) noexcept;
[[nodiscard]] packet_tuple tuple_of_unusual_ip4(const pbuf& packet) noexcept;

/// Inline, because each packet asks: TCP, whole, and without options of IPv4.
[[nodiscard]] inline packet_tuple tuple_of_ip4(const pbuf& packet) noexcept {
  constexpr std::size_t fragment_and_protocol_at = 6, addresses_at = 12, ports_bytes = 4;
  constexpr unsigned version_4_of_5_words = 0x45;
  constexpr std::uint32_t all_but_hops = PP_HTONL(0x3fff00ffU), whole_tcp = PP_HTONL(0x00000006U);
  const auto* const bytes = static_cast<const unsigned char*>(packet.payload);
  if (packet.len >= IP_HLEN + ports_bytes && bytes[0] == version_4_of_5_words) {
    std::uint32_t what;
    std::memcpy(&what, bytes + fragment_and_protocol_at, sizeof what);
    if ((what & all_but_hops) == whole_tcp) return segment_of<ip4_words>(bytes + addresses_at, bytes + IP_HLEN);
  }
  return tuple_of_unusual_ip4(packet);
}

}  // namespace loopsock::lwip
