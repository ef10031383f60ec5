// group_list: the multicast groups that one port has joined, and whom it hears in each (RFC 3678).
//
// lwIP knows membership per link, and not per socket, so the port keeps its own list and takes only what it has joined. On a
// real link lwIP is told too: IGMP and MLD report it, and lwIP takes the group's packets in. On loopback nobody needs to be
// told (see udp_multicast.cpp).
//
// Threads  the core lock is held; join() and leave() send reports on real links.
// Lifetime leave_all() before the end.
#pragma once

#include <cstdint>
#include <vector>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/base/source_filter.hpp"

struct netif;

namespace loopsock::lwip {

class group_list {
 public:
  /// invalid_argument: already a member. no_buffers.
  error join(const ip_address& group, netif* link) noexcept;
  /// address_not_available: not a member.
  error leave(const ip_address& group) noexcept;
  void leave_all() noexcept;
  /// block, unblock: address_not_available: not a member, or not blocked. join, leave: address_not_available: joined already, or
  /// not. invalid_argument: the membership is of the other sort, whole or by sources. no_buffers. `link` is for the first source.
  error change_source(const source_request& wanted, netif* link) noexcept;
  /// Becomes or ends a membership if need be. no_buffers.
  error set_filter(const ip_address& group, netif* link, const source_filter& filter) noexcept;
  /// address_not_available: not a member.
  error filter_of(const ip_address& group, source_filter& out) const noexcept;

  /// Whether datagrams of that sender to that group are wanted.
  [[nodiscard]] bool hears(const ip_address& group, const ip_address& source) const noexcept;

 private:
  struct membership {
    ip_address group;
    std::uint8_t link;  // the index of a link that lwIP was told of; 0: of none
    source_filter filter;
  };
  using place = std::vector<membership>::iterator;
  error enter(const ip_address& group, netif* link, const source_filter& filter) noexcept;
  error join_source(const source_request& wanted, netif* link) noexcept;
  error leave_source(const source_request& wanted) noexcept;
  error block_source(const source_request& wanted) noexcept;
  error unblock_source(const source_request& wanted) noexcept;
  [[nodiscard]] place find(const ip_address& group) noexcept;
  [[nodiscard]] std::vector<membership>::const_iterator find(const ip_address& group) const noexcept;

  std::vector<membership> members_;
};

}  // namespace loopsock::lwip
