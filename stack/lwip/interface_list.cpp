#include "stack/lwip/interface_list.hpp"

#include <lwip/ip.h>
#include <lwip/netif.h>

#include <algorithm>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

ip_address plain_form(const ip_addr_t& address) noexcept {
  ip_address plain = from_lwip(address);
  plain.scope = 0;
  return plain;
}

interface_entry describe(const netif& link) {
  interface_entry entry;
  entry.number = netif_get_index(&link);
  entry.loopback = links::is_loopback(link);
  if (!ip4_addr_isany_val(*netif_ip4_addr(&link))) entry.addresses.push_back(plain_form(*netif_ip_addr4(&link)));
  for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; ++i) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&link, i)))
      entry.addresses.push_back(plain_form(*netif_ip_addr6(&link, i)));
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
