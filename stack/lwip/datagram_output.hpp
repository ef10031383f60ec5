// datagram_output: the steps that UDP and raw ports share when they send: which link, which source address, which pbuf.
//
// Threads  the core lock is held.
#pragma once

#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

#include "stack/base/address.hpp"
#include "stack/base/buffers.hpp"

struct netif;

namespace loopsock::lwip {

/// How a packet leaves. `link` is nullptr when there is no way.
struct outlet {
  netif* link = nullptr;
  ip_addr_t source{};
  bool loopback = false;  // the link ends in this machine
};

/// The way from a port at `local` (which may be a wildcard) to `remote`. Multicast without a route stays on this machine, and
/// what comes from a loopback address stays there always (RFC 1122, 3.2.1.3).
outlet outlet_to(const ip_addr_t& local, const ip_addr_t& remote) noexcept;

/// The pieces' bytes in one contiguous pbuf with room for headers in front; nullptr when memory ran out. At most 65535 bytes.
pbuf* gather(const_buffers from, pbuf_layer headroom) noexcept;

/// The link that has this address; nullptr when none has. All of 127/8 is loopback's.
netif* link_with(const ip_addr_t& address) noexcept;

}  // namespace loopsock::lwip
