// routes: lwIP's routing, with loopback kept to itself.
#pragma once

#include <lwip/ip_addr.h>

struct netif;

namespace loopsock::lwip {

/// The link over which `local` reaches `remote`; nullptr when there is none. Core lock held.
netif* route_to(const ip_addr_t& local, const ip_addr_t& remote) noexcept;

}  // namespace loopsock::lwip
