// udp_send: one datagram out of a udp_port.
#include <lwip/ip.h>
#include <lwip/netif.h>

#include "stack/lwip/datagram_output.hpp"
#include "stack/lwip/error_table.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/udp_port.hpp"

namespace loopsock::lwip {
namespace {

constexpr std::size_t most_bytes_v4 = 0xffff - IP_HLEN - UDP_HLEN;   // 65507
constexpr std::size_t most_bytes_v6 = 0xffff - IP6_HLEN - UDP_HLEN;  // 65487, see the header

}  // namespace

io_result udp_port::send_as(const_buffers from, const endpoint& to, const datagram_manner& how,
                            deferred& work) noexcept {
  io_result result;
  core_guard core(work, node_);
  if (to.address.family != ip_family::none) {
    result.failure = send_packet(from, to, how);
  } else if ((pcb_->flags & UDP_FLAGS_CONNECTED) != 0) {
    result.failure = send_packet(from, {from_lwip(pcb_->remote_ip), pcb_->remote_port}, how);
  } else {
    result.failure = error::destination_required;
  }
  if (result.failure == error::none) result.bytes = total_size(from);
  return result;
}

error udp_port::send_packet(const_buffers from, const endpoint& to, const datagram_manner& how) noexcept {
  if (pcb_->local_port == 0) return error::invalid_argument;
  if (to.port == 0 || to.address.is_any()) return error::address_not_available;
  const ip_addr_t remote = to_lwip(to.address);
  if (!IP_ADDR_PCB_VERSION_MATCH(pcb_, &remote)) return error::family_not_supported;
  if (total_size(from) > (to.address.is_v6() ? most_bytes_v6 : most_bytes_v4)) return error::message_too_long;

  outlet way;
  const error no_way = find_outlet(pcb_->local_ip, remote, how, way);
  if (no_way != error::none) return no_way;
  if (!options().broadcast && ip_addr_isbroadcast(&remote, way.link)) return error::access_denied;

  pbuf* packet = gather(from, PBUF_TRANSPORT);
  if (packet == nullptr) return error::no_buffers;
  last_sent_to_ = {from_lwip(remote), to.port};
  const error failure = transmit(packet, remote, to.port, way, traits_of(how, to.address.is_multicast()));
  pbuf_free(packet);
  return failure;
}

error udp_port::transmit(pbuf* packet, const ip_addr_t& to, u16_t port, const outlet& way,
                         const datagram_traits& traits) noexcept {
  if (ip_addr_ismulticast(&to)) {
    datagram_label label;
    label.to = from_lwip(to);
    label.link = netif_get_index(way.link);
    label.hop_limit = traits.hop_limit;
    label.traffic_class = traits.traffic_class;
    deliver_to_members(*packet, {from_lwip(way.source), pcb_->local_port}, port, label);
    // Everybody on this machine has it now, and hops of 0 keep it there.
    if (way.ends_here || traits.hop_limit == 0) return error::none;
  }
  // lwIP reads them from the pcb, so every datagram sets its own.
  pcb_->tos = traits.traffic_class;
  pcb_->ttl = traits.hop_limit;
  udp_set_multicast_ttl(pcb_, traits.hop_limit);
  return error_of(udp_sendto_if_src(pcb_, packet, &to, port, way.link, &way.source));
}

}  // namespace loopsock::lwip
