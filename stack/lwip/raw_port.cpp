// raw_port: see the header.
#include "stack/lwip/raw_port.hpp"

#include <lwip/ip.h>
#include <lwip/prot/icmp.h>
#include <lwip/prot/icmp6.h>
#include <lwip/prot/ip.h>

#include <new>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/datagram_output.hpp"
#include "stack/lwip/error_table.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/own_header.hpp"
#include "stack/lwip/received_label.hpp"

namespace loopsock::lwip {
namespace {

constexpr u16_t icmp6_checksum_at = 2;
constexpr std::size_t icmp6_least_bytes = 4;  // type, code, checksum: lwIP insists that the checksum lies inside

/// `type` is the first byte behind the IP header, negative when there is none.
bool is_echo_request(u8_t protocol, int type) noexcept {
  return (protocol == IP_PROTO_ICMP && type == ICMP_ECHO) || (protocol == IP6_NEXTH_ICMP6 && type == ICMP6_TYPE_EREQ);
}

}  // namespace

error raw_port::open(bool v6, std::uint8_t protocol, const notify_target& target, datagram_port*& out,
                     node& on) noexcept {
  out = nullptr;
  const plain_core_lock core(on);
  raw_pcb* pcb = raw_new_ip_type(v6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_V4, protocol);
  if (pcb == nullptr) return error::no_buffers;
  auto* port = new (std::nothrow) raw_port(pcb, v6, target);
  if (port == nullptr) {
    raw_remove(pcb);
    return error::no_buffers;
  }
  ip_set_option(pcb, SOF_BROADCAST);  // send() checks it
  if (v6 && protocol == IP6_NEXTH_ICMP6) {
    pcb->chksum_reqd = 1;
    pcb->chksum_offset = icmp6_checksum_at;
  }
  raw_recv(pcb, on_received, port);
  port->apply_options();
  out = port;
  return error::none;
}

error raw_port::bind(const endpoint& local, bool dual) noexcept {
  if (local.address.family == ip_family::none) return error::invalid_argument;
  const plain_core_lock core(node_);
  const bool both = dual && local.address.is_v6() && local.address.is_any();
  const ip_addr_t address = both ? *IP_ANY_TYPE : to_lwip(local.address);
  return raw_bind(pcb_, &address) == ERR_OK ? error::none : error::address_in_use;
}

error raw_port::connect(const endpoint& remote) noexcept {
  const plain_core_lock core(node_);
  if (remote.address.family == ip_family::none) {
    raw_disconnect(pcb_);
    return error::none;
  }
  const ip_addr_t address = to_lwip(remote.address);
  if (!IP_ADDR_PCB_VERSION_MATCH(pcb_, &address)) return error::family_not_supported;
  return raw_connect(pcb_, &address) == ERR_OK ? error::none : error::invalid_argument;
}

io_result raw_port::send_as(const_buffers from, const endpoint& to, const datagram_manner& how,
                            deferred& work) noexcept {
  io_result result;
  core_guard core(work, node_);
  if (to.address.family != ip_family::none) {
    result.failure = send_packet(from, to.address, how);
  } else if (raw_is_flag_set(pcb_, RAW_FLAGS_CONNECTED)) {
    result.failure = send_packet(from, from_lwip(pcb_->remote_ip), how);
  } else {
    result.failure = error::destination_required;
  }
  if (result.failure == error::none) result.bytes = total_size(from);
  return result;
}

error raw_port::send_packet(const_buffers from, const ip_address& to, const datagram_manner& how) noexcept {
  if (to.is_any()) return error::address_not_available;
  const ip_addr_t remote = to_lwip(to);
  if (!IP_ADDR_PCB_VERSION_MATCH(pcb_, &remote)) return error::family_not_supported;
  const bool own_header = raw_is_flag_set(pcb_, RAW_FLAGS_HDRINCL);
  const std::size_t size = total_size(from);
  const std::size_t header = own_header ? 0 : to.is_v6() ? std::size_t{IP6_HLEN} : std::size_t{IP_HLEN};
  if (size > 0xffff - header) return error::message_too_long;
  if (to.is_v6() && pcb_->chksum_reqd != 0 && size < icmp6_least_bytes) return error::invalid_argument;

  outlet way;
  const error no_way = find_outlet(pcb_->local_ip, remote, how, way);
  if (no_way != error::none) return no_way;
  if (!options().broadcast && ip_addr_isbroadcast(&remote, way.link)) return error::access_denied;

  pbuf* packet = gather(from, PBUF_IP);
  if (packet == nullptr) return error::no_buffers;
  error failure = error::none;
  if (own_header && !complete_own_header(*packet, way.source)) {
    failure = error::invalid_argument;
  } else {
    if (to.is_v6() && pcb_->chksum_reqd != 0) {
      // lwIP sums over whatever stands in the checksum's place.
      pbuf_put_at(packet, icmp6_checksum_at, 0);
      pbuf_put_at(packet, icmp6_checksum_at + 1, 0);
    }
    // lwIP reads them from the pcb, so every packet sets its own. A header of the caller's has them already.
    const datagram_traits traits = traits_of(how, to.is_multicast());
    pcb_->tos = traits.traffic_class;
    pcb_->ttl = traits.hop_limit;
    raw_set_multicast_ttl(pcb_, traits.hop_limit);
    failure = error_of(raw_sendto_if_src(pcb_, packet, &remote, way.link, &way.source));
  }
  pbuf_free(packet);
  return failure;
}

void raw_port::close(deferred& work) noexcept {
  core_guard core(work, node_);
  leave_groups();
  raw_remove(pcb_);
  delete this;
}

void raw_port::apply_options() noexcept {
  if (options().header_included && !v6_) {
    raw_set_flags(pcb_, RAW_FLAGS_HDRINCL);
  } else {
    raw_clear_flags(pcb_, RAW_FLAGS_HDRINCL);
  }
}

u8_t raw_port::on_received(void* self, raw_pcb*, pbuf* packet, const ip_addr_t* from) noexcept {
  auto* me = static_cast<raw_port*>(self);
  const u16_t header = ip_current_header_tot_len();
  if (packet->tot_len < header || is_echo_request(me->pcb_->protocol, pbuf_try_get_at(packet, header))) return 0;
  const u16_t skip = ip_current_is_v6() ? header : u16_t{0};
  // A copy, because lwIP goes on with the packet itself. No memory: dropped, as a datagram may be.
  const auto size = static_cast<u16_t>(packet->tot_len - skip);
  if (pbuf* copy = pbuf_alloc(PBUF_RAW, size, PBUF_RAM); copy != nullptr) {
    pbuf_copy_partial(packet, copy->payload, size, skip);
    me->arrived(copy, {from_lwip(*from), 0}, label_of_current_packet());
  }
  return 0;  // not eaten
}

}  // namespace loopsock::lwip
