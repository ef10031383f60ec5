// socket_options: what an application has set on a socket, in our words.
//
// One plain structure with the defaults Windows documents. The edge translates names and sizes; the socket hands on what a
// carrier acts on (carrier_options()). The rest, last in the structure, is kept and read back.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

#include "stack/base/datagram_label.hpp"
#include "stack/base/stream.hpp"
#include "stack/lwip/datagram_port.hpp"

namespace loopsock {

/// Switches. Those that say what is told with a datagram go down to its port, and so does the one for broadcasts; on the others nothing
/// here acts: programs set them and look whether they are set.
enum class kept : std::uint8_t {
  pause_accept,
  reuse_unicast_port,
  reuse_multicast_port,
  ignore_urgent,  // TCP_NOURG
  no_syn_retries,
  timestamps,
  delay_fin_ack,
  fast_open,
  fail_connect_on_icmp,
  udp_no_checksum,
  report_net_unreachable,  // SIO_UDP_NETRESET
  circular_queueing,
  multipoint_leaf,  // WSA_FLAG_MULTIPOINT_C_LEAF and D_LEAF
  // By family: the IPv6 ones follow the IPv4 ones in the same order, see of_family().
  receive_broadcast,
  ttl_info,                // IP_RECVTTL, IPV6_HOPLIMIT
  interface_info,          // IP_RECVIF
  destination_info,        // IP_RECVDSTADDR
  interface_list,          // IP_IFLIST
  routing_header_info,     // IP_RECVRTHDR
  class_info,              // IP_RECVTOS, IPV6_RECVTCLASS
  arrival_interface_info,  // IP_ORIGINAL_ARRIVAL_IF
  congestion_info,         // IP_ECN
  packet_info_ex,
  redirect_records,
  redirect_context,
  error_info,  // IP_RECVERR
  v6_switches,
};
constexpr std::size_t switches_per_family = std::size_t(kept::v6_switches) - std::size_t(kept::receive_broadcast);
using kept_switches = std::bitset<std::size_t(kept::v6_switches) + switches_per_family>;

constexpr std::size_t of_family(kept which, bool v6) noexcept {
  return std::size_t(which) + (v6 ? switches_per_family : 0);
}

struct socket_options {
  // Sharing of a port; before bind.
  bool reuse_address = false;
  bool exclusive_address = false;
  bool port_scalability = false;
  bool randomize_port = false;
  // Listening.
  bool conditional_accept = false;  // before listen
  // Streams.
  std::uint16_t linger = 0;  // SO_LINGER: l_onoff, as it was given; 0 is off
  std::uint16_t linger_seconds = 0;
  bool keep_alive = false;
  std::uint32_t keep_alive_idle_ms = 7'200'000;
  std::uint32_t keep_alive_interval_ms = 1'000;
  std::uint8_t keep_alive_probes = 10;
  bool urgent_inline = false;
  bool no_delay = false;
  bool rfc1122_urgent = false;
  // Buffers and times.
  std::uint32_t receive_buffer = 65536;
  std::uint32_t send_buffer = 65536;
  std::uint32_t receive_timeout_ms = 0;  // 0: for ever
  std::uint32_t send_timeout_ms = 0;
  // IP.
  bool v6_only = true;
  std::uint8_t ttl = 128;
  std::uint8_t hops = 128;
  std::uint8_t tos = 0;
  std::uint8_t traffic_class_v6 = 0;
  std::uint32_t unicast_interface_v4 = 0;  // in network order, as Windows keeps it
  std::uint32_t unicast_interface_v6 = 0;  // in host order
  std::uint8_t multicast_ttl = 1;
  std::uint8_t multicast_hops = 1;
  bool multicast_loop = true;
  bool multicast_loop_v6 = true;
  bool header_included = false;
  std::int8_t dont_fragment = -1;  // -1: never set, so TCP does not fragment and datagrams do
  bool packet_info = false, packet_info_v6 = false;
  bool report_unreachable = true;
  // Datagrams and the rest.
  bool broadcast = false;
  bool dont_route = false;
  bool debug = false;
  bool use_loopback = false;
  // Kept.
  kept_switches switches = kept_switches{}.set(of_family(kept::receive_broadcast, false));
  std::int32_t stored_error = 0;  // SO_ERROR, as the application set it
  std::uint32_t group_priority = 0;
  std::uint32_t compartment = 1;
  std::uint32_t max_segment = 32768;    // what TCP offers on loopback
  std::uint32_t max_retransmit_ms = 0;  // 0: the system's; all ones: for ever
  std::uint32_t offload_preference = 0;
  std::uint32_t congestion_algorithm = 0;
  std::uint16_t initial_rto_ms = 0;
  std::uint8_t initial_retransmissions = 0;
  std::uint32_t checksum_coverage = 0;
  std::uint32_t multicast_interface_v4 = 0;  // an address or an index, in network order
  std::uint32_t multicast_interface_v6 = 0;
  std::uint32_t protection_level_v4 = 10;  // unrestricted
  std::uint32_t protection_level_v6 = 10;
  std::uint32_t mtu_discover_v4 = 0;  // not set
  std::uint32_t mtu_discover_v6 = 0;
  std::uint32_t user_mtu_v4 = 0xffffffff;  // not specified
  std::uint32_t user_mtu_v6 = 0xffffffff;

  bool operator==(const socket_options&) const noexcept = default;
};

inline stream_options carrier_options(const socket_options& o, bool v6) noexcept {
  return {.receive_window = o.receive_buffer,
          .send_buffer = o.send_buffer,
          .no_delay = o.no_delay,
          .urgent_inline = o.urgent_inline,
          .rfc1122_urgent = o.rfc1122_urgent,
          .keep_alive = o.keep_alive,
          .keep_alive_idle_ms = o.keep_alive_idle_ms,
          .keep_alive_interval_ms = o.keep_alive_interval_ms,
          .keep_alive_probes = o.keep_alive_probes,
          .hop_limit = v6 ? o.hops : o.ttl,
          .traffic_class = v6 ? o.traffic_class_v6 : o.tos};
}

/// What is to be told with datagrams of one IP version.
inline label_parts parts_to_tell(const socket_options& o, bool v6) noexcept {
  const auto when = [&](kept which, label_part part) { return o.switches[of_family(which, v6)] ? unsigned{part} : 0u; };
  const unsigned arrival = (v6 ? o.packet_info_v6 : o.packet_info) ? unsigned{tell_arrival} : 0u;
  return static_cast<label_parts>(
      arrival | when(kept::packet_info_ex, tell_arrival_and_zone) | when(kept::destination_info, tell_destination) |
      when(kept::interface_info, tell_link) | when(kept::arrival_interface_info, tell_first_link) |
      when(kept::ttl_info, tell_hop_limit) | when(kept::class_info, tell_traffic_class) |
      when(kept::congestion_info, tell_congestion));
}

inline lwip::datagram_options port_options(const socket_options& o, bool v6) noexcept {
  return {.receive_bytes = o.receive_buffer,
          .broadcast = o.broadcast,
          .report_unreachable = o.report_unreachable,
          .header_included = o.header_included,
          .multicast_loop = v6 ? o.multicast_loop_v6 : o.multicast_loop,
          .receive_broadcast = o.switches[of_family(kept::receive_broadcast, false)],
          .hop_limit = v6 ? o.hops : o.ttl,
          .multicast_hops = v6 ? o.multicast_hops : o.multicast_ttl,
          .traffic_class = v6 ? o.traffic_class_v6 : o.tos,
          .tell_v4 = parts_to_tell(o, false),
          .tell_v6 = parts_to_tell(o, true)};
}

}  // namespace loopsock
