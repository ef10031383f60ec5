#include "stack/lwip/interface_list.hpp"

#include <lwip/ip.h>
#include <lwip/netif.h>

#include <algorithm>
#include <bit>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/lwip/tap_links.hpp"
#include "stack/netif/loopback.hpp"
#include "stack/netif/wire.hpp"

namespace loopsock::lwip {
namespace {

ip_address plain_form(const ip_addr_t& address) noexcept {
  ip_address plain = from_lwip(address);
  plain.scope = 0;
  return plain;
}

/// All of 127/8 is loopback's; every other address of a loop stands alone.
void list_loop(const netif& link, interface_entry& entry) {
  const auto add = [&](const ip_addr_t& address, std::uint8_t prefix) {
    entry.addresses.push_back(plain_form(address));
    entry.prefixes.push_back(prefix);
    entry.dynamic.push_back(false);
  };
  if (!ip4_addr_isany_val(*netif_ip4_addr(&link))) add(*netif_ip_addr4(&link), entry.loopback ? 8 : 32);
  for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&link, i))) add(*netif_ip_addr6(&link, i), 128);
  }
}

void list_outside(const tap_link& link, interface_entry& entry) {
  const tap_state state = locked_state_of(link);
  entry.outside = true;
  entry.up = state.up;
  entry.name = state.name;
  entry.mac = state.mac;
  entry.mtu = state.mtu;
  entry.dhcp = state.dhcp;
  for (const auto& one : state.addresses) {
    entry.addresses.push_back(one.address);
    entry.prefixes.push_back(one.prefix);
    entry.dynamic.push_back(one.dynamic);
  }
  for (const ip_address& one : {state.gateway4, state.gateway6}) {
    if (one.family != ip_family::none) entry.gateways.push_back(one);
  }
  for (const ip_address& one : state.dns) {
    if (one.family != ip_family::none) entry.dns_servers.push_back(one);
  }
}

/// The cable of a test network's host.
void list_wire(const netif& link, interface_entry& entry) {
  constexpr std::uint8_t usual_prefix6 = 64;
  list_loop(link, entry);
  entry.outside = true;
  entry.name = "wire";
  entry.mtu = link.mtu;
  for (std::size_t i = 0; i < entry.addresses.size(); ++i) {
    const std::uint32_t mask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(&link)));
    entry.prefixes[i] = entry.addresses[i].is_v6() ? usual_prefix6 : static_cast<std::uint8_t>(std::countl_one(mask));
  }
}

interface_entry describe(const netif& link) {
  interface_entry entry;
  entry.number = netif_get_index(&link);
  entry.loopback = links::is_loopback(link);
  if (const tap_link* const outside = tap_link_of(link); outside != nullptr) {
    list_outside(*outside, entry);
  } else if (links::wire::is_at(link)) {
    list_wire(link, entry);
  } else {
    list_loop(link, entry);
  }
  return entry;
}

}  // namespace

void list_interfaces(std::vector<interface_entry>& out) {
  const plain_core_lock lock(this_threads_node());
  const auto first = static_cast<std::ptrdiff_t>(out.size());
  const netif* link;
  NETIF_FOREACH(link) { out.push_back(describe(*link)); }
  std::reverse(out.begin() + first, out.end());  // lwIP keeps the newest in front
}

}  // namespace loopsock::lwip
