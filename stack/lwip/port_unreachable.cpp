// port_unreachable: see the header. Formats: RFC 792, RFC 4443 section 3.1, RFC 791, RFC 8200, RFC 768.
#include "stack/lwip/port_unreachable.hpp"

#include <lwip/ip.h>
#include <lwip/raw.h>

#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "stack/base/node_state.hpp"
#include "stack/lwip/udp_port.hpp"

namespace loopsock::lwip {
namespace {

LOOPSOCK_NODE_STATE raw_pcb* v4 = nullptr;
LOOPSOCK_NODE_STATE raw_pcb* v6 = nullptr;

constexpr std::size_t icmp_header_bytes = 8;  // in both versions, with the four unused bytes

/// The two ends of the datagram that an ICMP message quotes.
struct quoted_pair {
  endpoint sender, receiver;
};

std::uint16_t port_at(const std::uint8_t* at) noexcept { return static_cast<std::uint16_t>(at[0] << 8 | at[1]); }

/// `packet` begins with the outer IP header, whose length is `header_bytes`.
std::optional<quoted_pair> read_v4(const pbuf& packet, std::size_t header_bytes) noexcept {
  std::array<std::uint8_t, icmp_header_bytes + IP_HLEN_MAX + 4> bytes{};
  const std::size_t got = pbuf_copy_partial(&packet, bytes.data(), bytes.size(), static_cast<u16_t>(header_bytes));
  if (got < icmp_header_bytes + IP_HLEN + 4) return std::nullopt;
  if (bytes[0] != 3 || bytes[1] != 3) return std::nullopt;  // destination unreachable: port

  const std::uint8_t* quoted = bytes.data() + icmp_header_bytes;
  const std::size_t quoted_header = std::size_t{quoted[0] & 0x0fu} * 4;
  const bool first_fragment = (quoted[6] & 0x1f) == 0 && quoted[7] == 0;
  if (quoted[0] >> 4 != 4 || quoted_header < IP_HLEN || quoted[9] != IP_PROTO_UDP || !first_fragment)
    return std::nullopt;
  if (got < icmp_header_bytes + quoted_header + 4) return std::nullopt;

  quoted_pair pair;
  pair.sender = {ip_address::v4(quoted[12], quoted[13], quoted[14], quoted[15]), port_at(quoted + quoted_header)};
  pair.receiver = {ip_address::v4(quoted[16], quoted[17], quoted[18], quoted[19]), port_at(quoted + quoted_header + 2)};
  return pair;
}

ip_address v6_at(const std::uint8_t* at) noexcept {
  ip_address address = ip_address::any_v6();
  std::memcpy(address.bytes.data(), at, 16);
  // A header carries no zone; the link that the message came over is the one that the datagram left by.
  if (address.is_link_local_v6()) address.scope = netif_get_index(ip_current_input_netif());
  return address;
}

std::optional<quoted_pair> read_v6(const pbuf& packet, std::size_t header_bytes) noexcept {
  std::array<std::uint8_t, icmp_header_bytes + IP6_HLEN + 4> bytes{};
  const std::size_t got = pbuf_copy_partial(&packet, bytes.data(), bytes.size(), static_cast<u16_t>(header_bytes));
  if (got < bytes.size() || bytes[0] != 1 || bytes[1] != 4) return std::nullopt;  // destination unreachable: port

  const std::uint8_t* quoted = bytes.data() + icmp_header_bytes;
  // A quoted fragment header would stand between; a datagram that large is reported by nobody in practice.
  if (quoted[0] >> 4 != 6 || quoted[6] != IP6_NEXTH_UDP) return std::nullopt;
  quoted_pair pair;
  pair.sender = {v6_at(quoted + 8), port_at(quoted + IP6_HLEN)};
  pair.receiver = {v6_at(quoted + 24), port_at(quoted + IP6_HLEN + 2)};
  return pair;
}

u8_t on_icmp(void*, raw_pcb*, pbuf* packet, const ip_addr_t*) noexcept {
  const std::size_t header_bytes = ip_current_header_tot_len();
  const auto pair = ip_current_is_v6() ? read_v6(*packet, header_bytes) : read_v4(*packet, header_bytes);
  if (pair) udp_port::unreachable(pair->sender, pair->receiver);
  return 0;  // not eaten: lwIP and other raw ports go on with it
}

}  // namespace

bool hear_port_unreachable() noexcept {
  if (v4 == nullptr && (v4 = raw_new_ip_type(IPADDR_TYPE_V4, IP_PROTO_ICMP)) != nullptr) raw_recv(v4, on_icmp, nullptr);
  if (v6 == nullptr && (v6 = raw_new_ip_type(IPADDR_TYPE_V6, IP6_NEXTH_ICMP6)) != nullptr)
    raw_recv(v6, on_icmp, nullptr);
  return v4 != nullptr && v6 != nullptr;
}

void forget_port_unreachable() noexcept {
  for (raw_pcb** one : {&v4, &v6}) {
    if (*one != nullptr) raw_remove(std::exchange(*one, nullptr));
  }
}

}  // namespace loopsock::lwip
