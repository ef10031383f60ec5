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

error add_source(source_filter& filter, const ip_address& source) noexcept {
  try {
    filter.sources.push_back(source);
    return error::none;
  } catch (const std::exception&) {
    return error::no_buffers;
  }
}

}  // namespace

error group_list::join(const ip_address& group, netif* link) noexcept {
  return find(group) != members_.end() ? error::invalid_argument : enter(group, link, {});
}

error group_list::enter(const ip_address& group, netif* link, const source_filter& filter) noexcept {
  try {
    members_.push_back({group, 0, filter});
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

// ---------------------------------------------------------------------------------------------------------------- sources

error group_list::change_source(const source_request& wanted, netif* link) noexcept {
  switch (wanted.how) {
    case source_change::block: return block_source(wanted);
    case source_change::unblock: return unblock_source(wanted);
    case source_change::join: return join_source(wanted, link);
    case source_change::leave: return leave_source(wanted);
  }
  return error::invalid_argument;
}

error group_list::block_source(const source_request& wanted) noexcept {
  const place found = find(wanted.group);
  if (found == members_.end()) return error::address_not_available;
  if (!found->filter.exclude) return error::invalid_argument;
  if (found->filter.has(wanted.source)) return error::address_not_available;
  return add_source(found->filter, wanted.source);
}

error group_list::unblock_source(const source_request& wanted) noexcept {
  const place found = find(wanted.group);
  if (found == members_.end()) return error::address_not_available;
  if (!found->filter.exclude) return error::invalid_argument;
  return std::erase(found->filter.sources, wanted.source) != 0 ? error::none : error::address_not_available;
}

error group_list::join_source(const source_request& wanted, netif* link) noexcept {
  const place found = find(wanted.group);
  if (found != members_.end()) {
    if (found->filter.exclude) return error::invalid_argument;
    return found->filter.has(wanted.source) ? error::address_not_available : add_source(found->filter, wanted.source);
  }
  source_filter only{.exclude = false, .sources = {}};
  const error failed = add_source(only, wanted.source);
  return failed != error::none ? failed : enter(wanted.group, link, only);
}

error group_list::leave_source(const source_request& wanted) noexcept {
  const place found = find(wanted.group);
  if (found == members_.end()) return error::address_not_available;
  if (found->filter.exclude) return error::invalid_argument;
  if (std::erase(found->filter.sources, wanted.source) == 0) return error::address_not_available;
  return found->filter.sources.empty() ? leave(wanted.group) : error::none;
}

error group_list::set_filter(const ip_address& group, netif* link, const source_filter& filter) noexcept {
  const bool nobody = !filter.exclude && filter.sources.empty();
  const place found = find(group);
  if (found == members_.end()) return nobody ? error::none : enter(group, link, filter);
  if (nobody) return leave(group);
  try {
    found->filter = filter;
    return error::none;
  } catch (const std::exception&) {
    return error::no_buffers;
  }
}

error group_list::filter_of(const ip_address& group, source_filter& out) const noexcept {
  const auto found = find(group);
  if (found == members_.end()) return error::address_not_available;
  try {
    out = found->filter;
    return error::none;
  } catch (const std::exception&) {
    return error::no_buffers;
  }
}

bool group_list::hears(const ip_address& group, const ip_address& source) const noexcept {
  const auto found = find(group);
  return found != members_.end() && found->filter.hears(source);
}

// ----------------------------------------------------------------------------------------------------------------- finding

group_list::place group_list::find(const ip_address& group) noexcept {
  return members_.begin() + (static_cast<const group_list*>(this)->find(group) - members_.cbegin());
}

std::vector<group_list::membership>::const_iterator group_list::find(const ip_address& group) const noexcept {
  return std::find_if(members_.begin(), members_.end(), [&](const membership& one) {
    // Whichever the link: the zone is not compared.
    return one.group.family == group.family && one.group.bytes == group.bytes;
  });
}

}  // namespace loopsock::lwip
