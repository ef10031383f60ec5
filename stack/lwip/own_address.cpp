// own_address: see the header.
#include "stack/lwip/own_address.hpp"

#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>

#include <algorithm>
#include <new>
#include <utility>

#include "stack/base/node_state.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

// lwIP numbers its links with 8 bits and searches them one by one for each packet; a test network on one stack has a few.
constexpr std::size_t most_own_links = 128;

struct own_link {
  netif link{};
  ip_address address;  // without a family while the link is free
  own_link* next = nullptr;
};

// Guarded by the core lock.
LOOPSOCK_NODE_STATE own_link* first_link = nullptr;
LOOPSOCK_NODE_STATE std::size_t link_count = 0;

/// As it is kept and compared: not mapped, without a scope.
ip_address plain_form(const ip_address& address) noexcept {
  ip_address plain = address.unmapped();
  plain.scope = 0;
  return plain;
}

bool may_be_own(const ip_address& address) noexcept {
  if (address.family == ip_family::none || address.is_any() || address.is_loopback() || address.is_multicast())
    return false;
  return !address.is_link_local_v6() && address != ip_address::v4(255, 255, 255, 255);
}

own_link* find_link(const ip_address& address) noexcept {
  own_link* one = first_link;
  while (one != nullptr && one->address != address) one = one->next;
  return one;
}

own_link* free_link() noexcept {
  if (own_link* const left = find_link({}); left != nullptr) return left;
  if (link_count == most_own_links) return nullptr;
  auto* const made = new (std::nothrow) own_link;
  if (made == nullptr) return nullptr;
  made->next = first_link;
  first_link = made;
  ++link_count;
  return made;
}

bool bring_up(netif& link, const ip_addr_t& address) noexcept {
  ip4_addr_t mask;
  ip4_addr_set_u32(&mask, IPADDR_BROADCAST);  // /32
  const bool v6 = IP_IS_V6_VAL(address);
  if (netif_add(&link, v6 ? nullptr : ip_2_ip4(&address), v6 ? nullptr : &mask, nullptr, nullptr, links::set_up_loop,
                ip_input) == nullptr) {
    return false;
  }
  if (v6) {
    netif_ip6_addr_set(&link, 0, ip_2_ip6(&address));
    // lwIP takes an address without a lifetime for the whole of its /64. With one it is a /128, and this one never ends.
    netif_ip6_addr_set_valid_life(&link, 0, IP6_ADDR_LIFE_INFINITE);
    netif_ip6_addr_set_pref_life(&link, 0, IP6_ADDR_LIFE_INFINITE);
    netif_ip6_addr_set_state(&link, 0, IP6_ADDR_PREFERRED);
  }
  netif_set_up(&link);
#if LWIP_IPV6_SEND_ROUTER_SOLICIT
  link.rs_count = 0;  // there is no router to ask
#endif
  return true;
}

bool has(netif& link, const ip_addr_t& address) noexcept {
  if (IP_IS_V6_VAL(address)) return netif_get_ip6_addr_match(&link, ip_2_ip6(&address)) >= 0;
  return ip4_addr_cmp(ip_2_ip4(&address), netif_ip4_addr(&link)) != 0;
}

void append_addresses(const netif& link, std::vector<ip_address>& out) {
  for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&link, i))) out.push_back(from_lwip(*netif_ip_addr6(&link, i)));
  }
  if (!ip4_addr_isany_val(*netif_ip4_addr(&link))) out.push_back(from_lwip(*netif_ip_addr4(&link)));
}

}  // namespace

error add_own_address(const ip_address& address, node& on) noexcept {
  const ip_address wanted = plain_form(address);
  if (!may_be_own(wanted)) return error::invalid_argument;
  const ip_addr_t in_lwip = to_lwip(wanted);
  deferred work;
  const core_guard core(work, on);  // a guard, because bringing up a link may send
  netif* other;
  NETIF_FOREACH(other) {
    if (has(*other, in_lwip)) return error::address_in_use;
  }
  own_link* const one = free_link();
  if (one == nullptr || !bring_up(one->link, in_lwip)) return error::no_buffers;
  one->address = wanted;
  return error::none;
}

error remove_own_address(const ip_address& address, node& on) noexcept {
  const ip_address wanted = plain_form(address);
  if (wanted.family == ip_family::none) return error::address_not_available;
  const ip_addr_t old = to_lwip(wanted);
  deferred work;
  {
    const core_guard core(work, on);
    if (find_link(wanted) == nullptr) return error::address_not_available;
    wake_at_address(old);
    tcp_netif_ip_addr_changed(&old, nullptr);
    // The end of the guard delivers the resets, for which the link must still be there.
  }
  const core_guard core(work, on);
  own_link* const one = find_link(wanted);
  if (one == nullptr) return error::none;  // another thread has removed it meanwhile
  wake_at_address(old);                    // of those that came meanwhile
  netif_remove(&one->link);
  one->address = {};
  return error::none;
}

void list_own_addresses(std::vector<ip_address>& out) {
  const plain_core_lock lock(this_threads_node());
  std::vector<const netif*> in_order;
  const netif* link;
  NETIF_FOREACH(link) {
    if (!links::is_loopback(*link)) in_order.push_back(link);
  }
  // lwIP keeps the newest in front.
  std::ranges::reverse(in_order);
  std::stable_partition(in_order.begin(), in_order.end(), [](const netif* one) { return one == netif_default; });
  for (const netif* one : in_order) append_addresses(*one, out);
}

void free_own_links() noexcept {
  while (first_link != nullptr) delete std::exchange(first_link, first_link->next);
  link_count = 0;
}

}  // namespace loopsock::lwip
