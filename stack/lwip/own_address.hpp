// own_address: addresses of this stack besides loopback's, given by the program.
//
//   add 10.77.0.1, add fd00:77::1
//     └─► one link each, of the loopback link's kind:  lwIP ─ output ─► queue ─ deliver() ─► ip_input
//
// Each address is a link to itself alone (IPv4 /32, IPv6 /128): sockets bind to it and connect to it, and nobody else becomes
// reachable. Such a connection is not loopback: it keeps to the ordinary path (the fast path's contract, 2.5).
//
// Threads  any; the core lock is taken. start_core() comes first.
// Memory   a link is never freed, since waiting packets may name it; the next address takes it again.
#pragma once

#include <vector>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/lwip/node.hpp"

namespace loopsock::lwip {

/// From now on `address` is one of the stack's own. A mapped address counts as the IPv4 address inside; a scope is ignored.
/// invalid_argument: no address that an interface may have (any, multicast, broadcast), or one of loopback's, or
/// link-local IPv6, which belongs to a link with neighbours. address_in_use: it is own already. no_buffers: no memory, or
/// too many.
error add_own_address(const ip_address& address, node& on = this_threads_node()) noexcept;

/// Takes back what add_own_address() gave. TCP connections of that address fail at both ends (timed_out); sockets bound to
/// it stay bound, and nothing reaches them. address_not_available: it was not added.
error remove_own_address(const ip_address& address, node& on = this_threads_node()) noexcept;

/// Appends the addresses of all links of this thread's node but loopback's to `out`: those of the default route first, then in the order in which
/// their links came. May throw std::bad_alloc.
void list_own_addresses(std::vector<ip_address>& out);

/// Frees the memory of all. Their links are removed; core lock held.
void free_own_links() noexcept;

}  // namespace loopsock::lwip
