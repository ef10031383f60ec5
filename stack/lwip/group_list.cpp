// group_list: see the header.
#include "stack/lwip/group_list.hpp"

#include <lwip/igmp.h>
#include <lwip/mld6.h>
#include <lwip/netif.h>

#include <algorithm>
#include <exception>

#include "stack/lwip/error_table.hpp"
#include "stack/lwip/ip_convert.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

/// Whether lwIP keeps groups for this link and this group; it ends the process when told of one that it does not.
bool lwip_cares(const ip_addr_t& group, const netif* link) noexcept {
  if (link == nullptr || links::is_loopback(*link)) return false;
  if (IP_IS_V6_VAL(group)) return true;
  ip4_addr_t all_systems;
  IP4_ADDR(&all_systems, 224, 0, 0, 1);
  return (link->flags & NETIF_FLAG_IGMP) != 0 && !ip4_addr_cmp(ip_2_ip4(&group), &all_systems);
}

/// In lwIP's form, without a zone: lwIP puts the link's in.
ip_addr_t zoneless(ip_address group) noexcept {
  group.scope = 0;
  return to_lwip(group);
}

}  // namespace

error group_list::join(const ip_address& group, netif* link) noexcept {
  if (contains(group)) return error::invalid_argument;
  try {
    members_.push_back({group, 0});
  } catch (const std::exception&) {
    return error::no_buffers;
  }
  const ip_addr_t address = zoneless(group);
  if (!lwip_cares(address, link)) return error::none;
  const err_t told = IP_IS_V6_VAL(address) ? mld6_joingroup_netif(link, ip_2_ip6(&address))
                                           : igmp_joingroup_netif(link, ip_2_ip4(&address));
  if (told != ERR_OK) {
    members_.pop_back();
    return error_of(told);
  }
  members_.back().link = netif_get_index(link);
  return error::none;
}

error group_list::leave(const ip_address& group) noexcept {
  const auto found = find(group);
  if (found == members_.end()) return error::address_not_available;
  const ip_addr_t address = zoneless(group);
  // The link may have gone since, and its groups with it.
  if (netif* link = found->link == 0 ? nullptr : netif_get_by_index(found->link); link != nullptr) {
    if (IP_IS_V6_VAL(address)) {
      mld6_leavegroup_netif(link, ip_2_ip6(&address));
    } else {
      igmp_leavegroup_netif(link, ip_2_ip4(&address));
    }
  }
  members_.erase(found);
  return error::none;
}

void group_list::leave_all() noexcept {
  while (!members_.empty()) {
    const ip_address last = members_.back().group;
    (void)leave(last);
  }
}

bool group_list::contains(const ip_address& group) const noexcept { return find(group) != members_.end(); }

std::vector<group_list::membership>::const_iterator group_list::find(const ip_address& group) const noexcept {
  return std::find_if(members_.begin(), members_.end(), [&](const membership& one) {
    // Whichever the link: the zone is not compared.
    return one.group.family == group.family && one.group.bytes == group.bytes;
  });
}

}  // namespace loopsock::lwip
