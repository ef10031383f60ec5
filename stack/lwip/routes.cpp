// routes: which addresses are the stack's own, and which one it would send from.
#include <lwip/ip.h>
#include <lwip/netif.h>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/lwip_hooks.h"
#include "stack/lwip/routes.hpp"
#include "stack/lwip/tap_routes.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {

netif* route_to(const ip_addr_t& local, const ip_addr_t& remote) noexcept {
  netif* link = ip_route(&local, &remote);
  // With a single link, lwIP sends all of IPv6 there; loopback leads to nobody but ourselves.
  if (link != nullptr && links::is_loopback(*link) && !ip_addr_isloopback(&remote) && !ip_addr_ismulticast(&remote))
    return nullptr;
  if (link != nullptr && loopsock_outside_links != 0 && !can_send(*link, remote)) return nullptr;
  return link;
}

ip_address source_for(const ip_address& remote, node& on) noexcept {
  const ip_addr_t to = to_lwip(remote.unmapped());
  const ip_addr_t any = IP_IS_V6(&to) ? *IP6_ADDR_ANY : *IP4_ADDR_ANY;
  const plain_core_lock lock(on);
  netif* link = route_to(any, to);
  if (link == nullptr) return {};
  const ip_addr_t* own = ip_netif_get_local_ip(link, &to);
  return own == nullptr ? ip_address{} : from_lwip(*own);
}

bool is_own_address(const ip_address& address, node& on) noexcept {
  if (address.is_loopback()) return true;
  const ip_addr_t asked = to_lwip(address.unmapped());
  const plain_core_lock lock(on);
  netif* link;
  NETIF_FOREACH(link) {
    if (IP_IS_V4(&asked)) {
      if (ip4_addr_cmp(ip_2_ip4(&asked), netif_ip4_addr(link))) return true;
    } else if (netif_get_ip6_addr_match(link, ip_2_ip6(&asked)) >= 0) {
      return true;
    }
  }
  return false;
}

}  // namespace loopsock::lwip
