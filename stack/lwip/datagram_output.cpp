// datagram_output: see the header.
#include "stack/lwip/datagram_output.hpp"

#include <lwip/ip.h>
#include <lwip/netif.h>

#include <cstring>

#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/routes.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

netif* loopback_link() noexcept {
  netif* link;
  NETIF_FOREACH(link) {
    if (links::is_loopback(*link)) return link;
  }
  return nullptr;
}

/// For everybody on a link, whichever link that is.
bool is_for_all(const ip_addr_t& remote) noexcept {
  const bool everybody = IP_IS_V4_VAL(remote) && ip_2_ip4(&remote)->addr == PP_HTONL(IPADDR_BROADCAST);
  return everybody || ip_addr_ismulticast(&remote);
}

/// The link from `local` to `remote`, over `asked` where that is not nullptr; nullptr when there is none.
netif* link_between(const ip_addr_t& local, const ip_addr_t& remote, netif* asked) noexcept {
  const bool for_all = is_for_all(remote);
  if (for_all && asked != nullptr) return asked;
  if (for_all && ip_addr_isloopback(&local)) return loopback_link();
  netif* const route = route_to(local, remote);
  if (route == nullptr) return for_all ? loopback_link() : nullptr;
  if (asked == nullptr || asked == route) return route;
  // Another link than the route's leads out if it is a real one. Links of our own addresses lead to each other.
  if (!links::is_loop(*asked)) return links::is_loopback(*route) ? nullptr : asked;
  const bool own_addresses = links::is_loop(*route) && !links::is_loopback(*route) && !links::is_loopback(*asked);
  return own_addresses ? route : nullptr;
}

}  // namespace

error find_outlet(const ip_addr_t& local, const ip_addr_t& remote, const datagram_manner& how, outlet& way) noexcept {
  netif* asked = nullptr;
  if (how.link != 0) {
    asked = how.link <= 0xff ? netif_get_by_index(static_cast<u8_t>(how.link)) : nullptr;
    if (asked == nullptr) return error::invalid_argument;
  }
  ip_addr_t from = local;
  if (how.source.family != ip_family::none && !how.source.is_any()) {
    ip_address source = how.source;
    // A source travels without its zone, which is the link's number.
    if (source.is_link_local_v6() && source.scope == 0) source.scope = how.link;
    from = to_lwip(source);
    if (IP_IS_V6_VAL(from) != IP_IS_V6_VAL(remote) || link_with(from) == nullptr) return error::invalid_argument;
  }

  way.link = link_between(from, remote, asked);
  if (way.link == nullptr) return error::network_unreachable;
  way.ends_here = links::is_loop(*way.link);
  if (!ip_addr_isany(&from) && !ip_addr_ismulticast(&from)) {
    // The address that the port is bound to, also where lwIP would insist on the link's own: 127.0.0.9 is loopback's too.
    way.source = from;
    return ip_addr_isloopback(&from) && !links::is_loopback(*way.link) ? error::network_unreachable : error::none;
  }
  const ip_addr_t* own = ip_netif_get_local_ip(way.link, &remote);
  if (own == nullptr || ip_addr_isany(own)) return error::network_unreachable;
  way.source = *own;
  return error::none;
}

netif* link_with(const ip_addr_t& address) noexcept {
  if (ip_addr_isloopback(&address)) return loopback_link();
  netif* link;
  NETIF_FOREACH(link) {
    const bool has = IP_IS_V6_VAL(address) ? netif_get_ip6_addr_match(link, ip_2_ip6(&address)) >= 0
                                           : ip4_addr_cmp(ip_2_ip4(&address), netif_ip4_addr(link)) != 0;
    if (has) return link;
  }
  return nullptr;
}

pbuf* gather(const_buffers from, pbuf_layer headroom) noexcept {
  pbuf* packet = pbuf_alloc(headroom, static_cast<u16_t>(total_size(from)), PBUF_RAM);
  if (packet == nullptr) return nullptr;
  auto* at = static_cast<std::byte*>(packet->payload);
  for (const const_buffer& piece : from) {
    if (piece.size == 0) continue;
    std::memcpy(at, piece.data, piece.size);
    at += piece.size;
  }
  return packet;
}

}  // namespace loopsock::lwip
