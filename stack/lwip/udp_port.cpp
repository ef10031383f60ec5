// udp_port: opening, binding and what lwIP calls. Sending lies in udp_send.cpp, multicast in udp_multicast.cpp.
#include "stack/lwip/udp_port.hpp"

#include <lwip/ip.h>
#include <lwip/prot/ip.h>

#include <new>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/port_unreachable.hpp"
#include "stack/lwip/received_label.hpp"

namespace loopsock::lwip {

error udp_port::open(bool v6, const notify_target& target, datagram_port*& out, node& on) noexcept {
  out = nullptr;
  const plain_core_lock core(on);
  if (!hear_port_unreachable()) return error::no_buffers;
  udp_pcb* pcb = udp_new_ip_type(v6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4);
  if (pcb == nullptr) return error::no_buffers;
  auto* port = new (std::nothrow) udp_port(pcb, target);
  if (port == nullptr) {
    udp_remove(pcb);
    return error::no_buffers;
  }
  // Who may share a port is our registry's decision, and whether broadcasts may be sent is checked by send().
  ip_set_option(pcb, SOF_REUSEADDR);
  ip_set_option(pcb, SOF_BROADCAST);
  udp_recv(pcb, on_received, port);
  out = port;
  return error::none;
}

error udp_port::bind(const endpoint& local, bool dual) noexcept {
  if (local.port == 0 || local.address.family == ip_family::none) return error::invalid_argument;
  const plain_core_lock core(node_);
  const bool both = dual && local.address.is_v6() && local.address.is_any();
  const ip_addr_t address = both ? *IP_ANY_TYPE : to_lwip(local.address);
  return udp_bind(pcb_, &address, local.port) == ERR_OK ? error::none : error::address_in_use;
}

error udp_port::connect(const endpoint& remote) noexcept {
  const plain_core_lock core(node_);
  if (remote.address.family == ip_family::none) {
    udp_disconnect(pcb_);
    return error::none;
  }
  // lwIP would choose a port of its own for a pcb without one, behind the registry's back.
  if (pcb_->local_port == 0) return error::invalid_argument;
  // A peer with port 0 can be had, as on Windows; nothing comes from it, and sending to it fails.
  const ip_addr_t address = to_lwip(remote.address);
  if (!IP_ADDR_PCB_VERSION_MATCH(pcb_, &address)) return error::family_not_supported;
  return udp_connect(pcb_, &address, remote.port) == ERR_OK ? error::none : error::invalid_argument;
}

void udp_port::close(deferred& work) noexcept {
  core_guard core(work, node_);
  leave_groups();
  udp_remove(pcb_);
  delete this;
}

bool udp_port::accepts(const ip_addr_t& from, u16_t port) const noexcept {
  if ((pcb_->flags & UDP_FLAGS_CONNECTED) == 0) return true;
  return pcb_->remote_port == port && ip_addr_cmp(&pcb_->remote_ip, &from);
}

void udp_port::on_received(void* self, udp_pcb*, pbuf* data, const ip_addr_t* from, u16_t port) noexcept {
  auto* me = static_cast<udp_port*>(self);
  const datagram_label label = label_of_current_packet();
  // lwIP gives a broadcast or multicast to every port of that number, also to those connected to somebody else.
  const bool unwanted = (label.to.is_multicast() && !me->hears(label.to, from_lwip(*from))) ||
                        (label.broadcast && !me->options().receive_broadcast);
  if (unwanted || !me->accepts(*from, port)) {
    pbuf_free(data);
    return;
  }
  me->arrived(data, {from_lwip(*from), port}, label);
}

udp_port* udp_port::behind(const udp_pcb* pcb) noexcept {
  return pcb->recv == on_received ? static_cast<udp_port*>(pcb->recv_arg) : nullptr;
}

void udp_port::unreachable(const endpoint& local, const endpoint& remote) noexcept {
  const ip_addr_t from = to_lwip(local.address);
  for (const udp_pcb* pcb = udp_pcbs; pcb != nullptr; pcb = pcb->next) {
    udp_port* port = behind(pcb);
    if (port == nullptr || pcb->local_port != local.port || !port->options().report_unreachable) continue;
    const bool same_address =
        IP_ADDR_PCB_VERSION_MATCH(pcb, &from) && (ip_addr_isany(&pcb->local_ip) || ip_addr_cmp(&pcb->local_ip, &from));
    if (same_address && port->last_sent_to_ == remote) port->failed(error::connection_reset, remote);
  }
}

}  // namespace loopsock::lwip
