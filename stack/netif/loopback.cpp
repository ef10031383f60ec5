// loopback: see the header.
#include "stack/netif/loopback.hpp"

#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/prot/ip4.h>

#include <cstring>

#include "stack/base/node_state.hpp"
#include "stack/capture/capture.hpp"
#include "stack/netif/borrowed_packet.hpp"
#include "stack/netif/captured_packet.hpp"
#include "stack/netif/packet_queue.hpp"

namespace loopsock::links {
namespace {

LOOPSOCK_NODE_STATE netif loopback = {};
LOOPSOCK_NODE_STATE packet_queue queue;
LOOPSOCK_NODE_STATE const pbuf* noted_packet = nullptr;
LOOPSOCK_NODE_STATE std::uint32_t noted_window = 0;
LOOPSOCK_NODE_STATE std::optional<std::uint32_t> current_window;
LOOPSOCK_NODE_STATE const capture::interface* watched = nullptr;

static_assert(loopback_rules.segment_bytes == TCP_MSS && loopback_rules.window_shift == TCP_RCV_SCALE);

err_t queue_sent(netif* link, pbuf* sent) {
  queued_packet one;
  if (sent == noted_packet) one.window = noted_window;
  noted_packet = nullptr;
  one.packet = borrow_packet(sent);
  one.link = link;
  if (one.packet == nullptr) return ERR_MEM;
  if (queue.push(one)) return ERR_OK;
  pbuf_free(one.packet);
  return ERR_MEM;
}

err_t send_ip4(netif* link, pbuf* sent, const ip4_addr_t*) { return queue_sent(link, sent); }
err_t send_ip6(netif* link, pbuf* sent, const ip6_addr_t*) { return queue_sent(link, sent); }

/// The destination of an IPv4 packet in 127/8 that is not the link's own address; else 0.
u32_t other_loopback_destination(const queued_packet& one) noexcept {
  const auto* bytes = static_cast<const u8_t*>(one.packet->payload);
  if (one.link != &loopback || one.packet->len < IP_HLEN || (bytes[0] >> 4) != 4 || bytes[16] != IP_LOOPBACKNET)
    return 0;
  u32_t destination;
  std::memcpy(&destination, bytes + 16, sizeof destination);
  return destination == ip4_addr_get_u32(netif_ip4_addr(&loopback)) ? 0 : destination;
}

void deliver_one(const queued_packet& one) noexcept {
  current_window = one.window;
  if (capture::attached() && watched != nullptr && !one.again) capture_packet(*watched, one.packet, one.window);
  if (const u32_t destination = other_loopback_destination(one); destination != 0) {
    // Set directly: netif_set_ipaddr() would abort the connections of the address that goes.
    ip4_addr_t* worn = ip_2_ip4(&loopback.ip_addr);
    const ip4_addr_t own = *worn;
    ip4_addr_set_u32(worn, destination);
    ip_input(one.packet, one.link);
    *worn = own;
  } else {
    ip_input(one.packet, one.link);
  }
  current_window.reset();
}

}  // namespace

std::int8_t set_up_loop(netif* link) noexcept {
  link->name[0] = 'l';
  link->name[1] = 'o';
  link->mtu = 65535;  // the most that lwIP's 16-bit lengths hold; TCP's segments are bounded by TCP_MSS
  link->flags = NETIF_FLAG_LINK_UP;
  link->output = send_ip4;
  link->output_ip6 = send_ip6;
  // None is needed but ICMP's: raw sockets show it to programs, and they check it.
  NETIF_SET_CHECKSUM_CTRL(link, NETIF_CHECKSUM_GEN_ICMP | NETIF_CHECKSUM_GEN_ICMP6);
  return ERR_OK;
}

error add_loopback() noexcept {
  ip4_addr_t address, mask, gateway;
  IP4_ADDR(&address, 127, 0, 0, 1);
  IP4_ADDR(&mask, 255, 0, 0, 0);
  ip4_addr_set_any(&gateway);
  if (netif_add(&loopback, &address, &mask, &gateway, nullptr, set_up_loop, ip_input) == nullptr)
    return error::no_buffers;

  ip6_addr_t address6;
  ip6_addr_set_loopback(&address6);
  netif_ip6_addr_set(&loopback, 0, &address6);
  netif_ip6_addr_set_state(&loopback, 0, IP6_ADDR_PREFERRED);
  netif_set_up(&loopback);
#if LWIP_IPV6_SEND_ROUTER_SOLICIT
  loopback.rs_count = 0;  // there is no router to ask, and the packet counters are to stand still while nothing is sent
#endif
  return error::none;
}

void show_loopback_as(const capture::interface* seen) noexcept { watched = seen; }
bool is_loopback(const netif& link) noexcept { return &link == &loopback; }
bool is_loop(const netif& link) noexcept { return link.output == send_ip4; }

bool loop_back(pbuf* packet, netif& link, bool again) noexcept {
  queued_packet one;
  one.again = again;
  one.packet = packet;
  one.link = &link;
  if (queue.push(one)) return true;
  pbuf_free(packet);
  return false;
}

bool deliver(std::size_t limit) noexcept {
  for (; limit != 0 && !queue.empty(); --limit) deliver_one(queue.pop());
  return !queue.empty();
}

void drop_queued() noexcept {
  while (!queue.empty()) pbuf_free(queue.pop().packet);
  queue = {};
}

void note_window(const pbuf* packet, std::uint32_t window) noexcept {
  noted_packet = packet;
  noted_window = window;
}

std::optional<std::uint32_t> delivered_window() noexcept { return current_window; }

}  // namespace loopsock::links
