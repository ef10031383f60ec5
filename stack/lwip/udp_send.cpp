// udp_send: one datagram out of a udp_port.
#include <lwip/ip.h>

#include "stack/lwip/datagram_output.hpp"
#include "stack/lwip/error_table.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/udp_port.hpp"

namespace loopsock::lwip {
namespace {

constexpr std::size_t most_bytes_v4 = 0xffff - IP_HLEN - UDP_HLEN;   // 65507
constexpr std::size_t most_bytes_v6 = 0xffff - IP6_HLEN - UDP_HLEN;  // 65487, see the header

}  // namespace

io_result udp_port::send(const_buffers from, const endpoint& to, deferred& work) noexcept {
  io_result result;
  core_guard core(work);
  if (to.address.family != ip_family::none) {
    result.failure = send_packet(from, to);
  } else if ((pcb_->flags & UDP_FLAGS_CONNECTED) != 0) {
    result.failure = send_packet(from, {from_lwip(pcb_->remote_ip), pcb_->remote_port});
  } else {
    result.failure = error::destination_required;
  }
  if (result.failure == error::none) result.bytes = total_size(from);
  return result;
}

error udp_port::send_packet(const_buffers from, const endpoint& to) noexcept {
  if (pcb_->local_port == 0) return error::invalid_argument;
  if (to.port == 0 || to.address.is_any()) return error::address_not_available;
  const ip_addr_t remote = to_lwip(to.address);
  if (!IP_ADDR_PCB_VERSION_MATCH(pcb_, &remote)) return error::family_not_supported;
  if (total_size(from) > (to.address.is_v6() ? most_bytes_v6 : most_bytes_v4)) return error::message_too_long;

  const outlet way = outlet_to(pcb_->local_ip, remote);
  if (way.link == nullptr) return error::network_unreachable;
  if (!options().broadcast && ip_addr_isbroadcast(&remote, way.link)) return error::access_denied;

  pbuf* packet = gather(from, PBUF_TRANSPORT);
  if (packet == nullptr) return error::no_buffers;
  last_sent_to_ = {from_lwip(remote), to.port};
  const error failure = transmit(packet, remote, to.port, way);
  pbuf_free(packet);
  return failure;
}

error udp_port::transmit(pbuf* packet, const ip_addr_t& to, u16_t port, const outlet& way) noexcept {
  if (ip_addr_ismulticast(&to)) {
    const std::uint8_t hops = options().multicast_hops;
    if (options().multicast_loop) {
      deliver_to_members(*packet, {from_lwip(way.source), pcb_->local_port}, {from_lwip(to), port}, hops);
    }
    // Everybody on the loopback link has it now, and hops of 0 keep it on this machine.
    if (way.loopback || hops == 0) return error::none;
  }
  return error_of(udp_sendto_if_src(pcb_, packet, &to, port, way.link, &way.source));
}

}  // namespace loopsock::lwip
