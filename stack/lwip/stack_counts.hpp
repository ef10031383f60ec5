// stack_counts: what a host's lwIP has counted besides packets, and the connections that have no socket any more.
//
// Threads  any; takes the core lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "stack/base/address.hpp"
#include "stack/base/stream_report.hpp"
#include "stack/lwip/node.hpp"

namespace loopsock::lwip {

/// Since the host has started; 32-bit counters of lwIP's, which turn over.
struct stack_counts {
  std::uint64_t ip_sent = 0, ip_received = 0, tcp_sent = 0, tcp_received = 0;  // 64 bits
  std::uint32_t tcp_retransmitted = 0;
  std::uint32_t tcp_resets_sent = 0;
  std::uint32_t checksum_errors = 0;  // IP and TCP
  std::uint32_t dropped = 0;          // packets and segments, for whatever reason
  std::uint32_t no_memory = 0;
  std::uint32_t no_route = 0;
};
/// False: there is no such host, or it was never started.
bool read_counts(node_number of, stack_counts& out) noexcept;

/// A connection that its socket has closed: it delivers what was written, or waits in TIME-WAIT.
struct orphan {
  endpoint local, remote;
  stream_report report;
};
/// Fills in as many as there is room for; how many there are.
std::size_t list_orphans(node_number of, std::span<orphan> out) noexcept;

}  // namespace loopsock::lwip
