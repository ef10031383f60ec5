// time_wait: a bound on the connections that wait in TIME-WAIT, their end in time, and when the same pair of ends connects anew.
//
// lwIP would walk all of them for each SYN, so they are parked (parked_pcbs), and what its timer does for a listed one is done here. It
// recycles the oldest when its pool of pcbs is empty; with malloc it never is.
//
// lwIP answers a SYN that meets such a pcb with a reset or an ACK, as its sequence number falls; RFC 9293, 3.6.1 (after RFC 1122,
// 4.2.2.13) lets it begin a new connection.
//
// Threads  the core lock is held.
#pragma once

#include <cstdint>

#include "stack/base/address.hpp"

struct tcp_pcb;

namespace loopsock::lwip {

/// Ends the oldest that are more than 1024.
void end_surplus_waits() noexcept;

/// The slow tick with which lwIP's timer ends one in TIME-WAIT.
[[nodiscard]] std::uint32_t wait_ends(const tcp_pcb& pcb) noexcept;

/// Ends those that have waited long enough. After each turn of lwIP's timer.
void end_old_waits() noexcept;

/// `local` is about to connect to `remote`, and nobody has the 4-tuple. On loopback the end of an earlier connection may still wait over there,
/// where no packet of it can be late: it ends.
void end_wait_of_peer(const endpoint& local, const endpoint& remote) noexcept;

}  // namespace loopsock::lwip
