// group_list: the multicast groups that one port has joined.
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

struct netif;

namespace loopsock::lwip {

class group_list {
 public:
  /// invalid_argument: already a member. no_buffers.
  error join(const ip_address& group, netif* link) noexcept;
  /// address_not_available: not a member.
  error leave(const ip_address& group) noexcept;
  void leave_all() noexcept;
  [[nodiscard]] bool contains(const ip_address& group) const noexcept;

 private:
  struct membership {
    ip_address group;
    std::uint8_t link;  // the index of a link that lwIP was told of; 0: of none
  };
  [[nodiscard]] std::vector<membership>::const_iterator find(const ip_address& group) const noexcept;

  std::vector<membership> members_;
};

}  // namespace loopsock::lwip
