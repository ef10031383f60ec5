// time_wait: a bound on the connections that wait in TIME-WAIT, and their end when the same pair of ends connects anew.
//
// lwIP recycles the oldest when its pool of pcbs is empty; with malloc it never is. And every SYN walks all of them. It answers a SYN that meets
// such a pcb with a reset or an ACK, as its sequence number falls; RFC 9293, 3.6.1 (after RFC 1122, 4.2.2.13) lets it begin a new connection.
//
// Threads  the core lock is held.
#pragma once

#include "stack/base/address.hpp"

namespace loopsock::lwip {

/// A connection was closed and may come to TIME-WAIT. Now and then this ends the oldest that are more than 1024.
void count_closed() noexcept;

/// `local` is about to connect to `remote`, and nobody has the 4-tuple. On loopback the end of an earlier connection may still wait over there,
/// where no packet of it can be late: it ends.
void end_wait_of_peer(const endpoint& local, const endpoint& remote) noexcept;

}  // namespace loopsock::lwip
