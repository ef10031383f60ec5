// tap_routes: which link a packet takes while there are links to the outside.
//
//   an own address            the link that has it            (its output turns the packet round)
//   a neighbour               the link with the longest prefix around it
//   anything else             the link that has the sender's address and a gateway, else the default link
//
// lwIP alone takes the link that was added last of those whose prefix fits. Its hooks ask here, but not while there is no such link.
//
// Threads  the core lock is held.
#pragma once

#include <lwip/ip_addr.h>

#include "stack/base/address.hpp"

struct netif;

namespace loopsock::lwip {

/// Turns the hooks on and off.
void watch_routes(bool on) noexcept;

/// Whether the link, to which the route leads, knows a neighbour or a gateway for it.
[[nodiscard]] bool can_send(const netif& link, const ip_addr_t& to) noexcept;

/// The IPv6 router that the link uses: the one that was given, else one that advertises itself. Without a family: none.
ip_address router_of(const netif& link) noexcept;

/// The one that was given to a link of tap_links, which answers.
const ip_address& given_router(const netif& link) noexcept;

}  // namespace loopsock::lwip
