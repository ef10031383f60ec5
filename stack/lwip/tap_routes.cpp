// tap_routes: see the header.
#include "stack/lwip/tap_routes.hpp"

#include <lwip/ip.h>
#include <lwip/nd6.h>
#include <lwip/netif.h>
#include <lwip/priv/nd6_priv.h>

#include "stack/base/node_state.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/lwip_hooks.h"
#include "stack/netif/loopback.hpp"

LOOPSOCK_NODE_STATE u8_t loopsock_outside_links = 0;  // declared extern "C"

namespace loopsock::lwip {
namespace {

bool can_be_used(const netif& link) noexcept { return netif_is_up(&link) && netif_is_link_up(&link); }

bool has_address(const netif& link, const ip4_addr_t& address) noexcept {
  return ip4_addr_cmp(&address, netif_ip4_addr(&link)) != 0;
}

netif* best_way(const ip4_addr_t* from, const ip4_addr_t& to) noexcept {
  netif* near = nullptr;
  netif* senders = nullptr;
  u32_t longest = 0;
  netif* link;
  NETIF_FOREACH(link) {
    if (!can_be_used(*link) || ip4_addr_isany_val(*netif_ip4_addr(link))) continue;
    if (has_address(*link, to)) return link;
    const u32_t mask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(link)));
    if (ip4_addr_netcmp(&to, netif_ip4_addr(link), netif_ip4_netmask(link)) && (near == nullptr || mask > longest)) {
      near = link;
      longest = mask;
    }
    if (from != nullptr && has_address(*link, *from) && !ip4_addr_isany_val(*netif_ip4_gw(link))) senders = link;
  }
  return near != nullptr ? near : senders;
}

/// Advertised to us over this link, and not yet silent for too long.
const ip6_addr_t* advertised_router(const netif& link) noexcept {
  for (int i = 0; i < LWIP_ND6_NUM_ROUTERS; ++i) {
    const nd6_router_list_entry& one = default_router_list[i];
    if (one.neighbor_entry != nullptr && one.neighbor_entry->netif == &link && one.invalidation_timer != 0)
      return &one.neighbor_entry->next_hop_address;
  }
  return nullptr;
}

}  // namespace

void watch_routes(bool on) noexcept { loopsock_outside_links = on ? 1 : 0; }

bool can_send(const netif& link, const ip_addr_t& to) noexcept {
  if (links::is_loop(link)) return true;
  if (ip_addr_ismulticast(&to) || ip_addr_isbroadcast(&to, &link)) return true;
  if (IP_IS_V4_VAL(to)) {
    return !ip4_addr_isany_val(*netif_ip4_gw(&link)) ||
           ip4_addr_netcmp(ip_2_ip4(&to), netif_ip4_addr(&link), netif_ip4_netmask(&link)) ||
           ip4_addr_islinklocal(ip_2_ip4(&to));
  }
  const ip6_addr_t& address = *ip_2_ip6(&to);
  if (ip6_addr_islinklocal(&address) || router_of(link).family != ip_family::none) return true;
  for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&link, i)) && ip6_addr_netcmp(&address, netif_ip6_addr(&link, i)))
      return true;
  }
  return nd6_find_route(&address) == &link;
}

ip_address router_of(const netif& link) noexcept {
  if (const ip_address& given = given_router(link); given.family != ip_family::none) return given;
  const ip6_addr_t* const found = advertised_router(link);
  if (found == nullptr) return {};
  ip_addr_t address{};
  ip_addr_copy_from_ip6(address, *found);
  return from_lwip(address);
}

}  // namespace loopsock::lwip

using namespace loopsock;
using namespace loopsock::lwip;

extern "C" {

netif* loopsock_hook_ip4_route(const ip4_addr_t* from, const ip4_addr_t* to) { return best_way(from, *to); }

netif* loopsock_hook_ip6_route(const ip6_addr_t*, const ip6_addr_t* to) {
  netif* link;
  NETIF_FOREACH(link) {
    if (can_be_used(*link) && netif_get_ip6_addr_match(link, to) >= 0) return link;
  }
  return nullptr;
}

const ip6_addr_t* loopsock_hook_nd6_gateway(netif* link, const ip6_addr_t*) {
  // lwIP copies it at once.
  static ip_addr_t gateway;
  const ip_address& given = given_router(*link);
  if (given.family == ip_family::none) return nullptr;
  gateway = to_lwip(given);
  ip6_addr_assign_zone(ip_2_ip6(&gateway), IP6_UNICAST, link);
  return ip_2_ip6(&gateway);
}

}  // extern "C"
