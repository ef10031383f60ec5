// socket_options: what an application has set on a socket, in our words.
//
// One plain structure with the defaults Windows documents. The edge translates names and sizes; the socket hands on what a
// carrier acts on (carrier_options()). The rest is kept and read back.
#pragma once

#include <cstddef>
#include <cstdint>

#include "stack/base/stream.hpp"
#include "stack/lwip/datagram_port.hpp"

namespace loopsock {

struct socket_options {
  // Sharing of a port; before bind.
  bool reuse_address = false;
  bool exclusive_address = false;
  bool port_scalability = false;
  bool randomize_port = false;
  // Listening.
  bool conditional_accept = false;   // before listen
  // Streams.
  bool linger = false;               // SO_LINGER: l_onoff
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
  std::uint32_t receive_timeout_ms = 0;   // 0: for ever
  std::uint32_t send_timeout_ms = 0;
  // IP.
  bool v6_only = true;
  std::uint8_t ttl = 128;
  std::uint8_t hops = 128;
  std::uint8_t tos = 0;
  std::uint32_t unicast_interface_v4 = 0;   // in network order, as Windows keeps it
  std::uint32_t unicast_interface_v6 = 0;   // in host order
  std::uint8_t multicast_ttl = 1;
  std::uint8_t multicast_hops = 1;
  bool multicast_loop = true;
  bool multicast_loop_v6 = true;
  bool header_included = false;
  bool dont_fragment = false;
  bool packet_info = false, packet_info_v6 = false;
  bool report_unreachable = true;
  // Datagrams and the rest.
  bool broadcast = false;
  bool dont_route = false;
  bool debug = false;
  bool use_loopback = false;
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
          .traffic_class = o.tos};
}

inline lwip::datagram_options port_options(const socket_options& o, bool v6) noexcept {
  return {.receive_bytes = o.receive_buffer,
          .broadcast = o.broadcast,
          .report_unreachable = o.report_unreachable,
          .header_included = o.header_included,
          .multicast_loop = v6 ? o.multicast_loop_v6 : o.multicast_loop,
          .hop_limit = v6 ? o.hops : o.ttl,
          .multicast_hops = v6 ? o.multicast_hops : o.multicast_ttl,
          .traffic_class = o.tos};
}

}  // namespace loopsock
