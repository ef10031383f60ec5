// datagram_output: the steps that UDP and raw ports share when they send: which link, which source address, which pbuf.
//
// Threads  the core lock is held.
#pragma once

#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/base/buffers.hpp"
#include "stack/base/datagram_label.hpp"

struct netif;

namespace loopsock::lwip {

/// How a packet leaves.
struct outlet {
  netif* link = nullptr;
  ip_addr_t source{};
  bool ends_here = false;  // the link leads back into this machine
};

/// The way from a port at `local` (which may be a wildcard) to `remote`, or from the source and over the link that `how`
/// names. Multicast and broadcasts without a route stay on this machine, and what comes from a loopback address stays there
/// always (RFC 1122, 3.2.1.3). network_unreachable; invalid_argument: no such link, or the source is not ours.
error find_outlet(const ip_addr_t& local, const ip_addr_t& remote, const datagram_manner& how, outlet& way) noexcept;

/// The pieces' bytes in one contiguous pbuf with room for headers in front; nullptr when memory ran out. At most 65535 bytes.
pbuf* gather(const_buffers from, pbuf_layer headroom) noexcept;

/// The link that has this address; nullptr when none has. All of 127/8 is loopback's.
netif* link_with(const ip_addr_t& address) noexcept;

}  // namespace loopsock::lwip
