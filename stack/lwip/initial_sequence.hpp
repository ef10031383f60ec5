// initial_sequence: first sequence numbers (RFC 6528) and random numbers, neither of which a stranger can guess.
//
// Threads  the core lock is held.
#pragma once

#include <lwip/ip_addr.h>

#include <cstdint>

namespace loopsock::lwip {

/// M + F(tuple, secret): M counts 4 microseconds, F is SipHash-2-4 under a key of this process.
std::uint32_t initial_sequence(const ip_addr_t& local, std::uint16_t local_port, const ip_addr_t& remote,
                               std::uint16_t remote_port) noexcept;
std::uint32_t random_number() noexcept;
/// Draws the node's secret now, rather than when it is first needed: then what comes when does not depend on what was asked before.
void draw_secret() noexcept;

}  // namespace loopsock::lwip
