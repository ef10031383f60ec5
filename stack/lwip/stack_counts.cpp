// stack_counts: see the header.
#include "stack/lwip/stack_counts.hpp"

#include <lwip/stats.h>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/packet_counts.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"

namespace loopsock::lwip {

bool read_counts(node_number of, stack_counts& out) noexcept {
  node* const on = node_at(of);
  if (on == nullptr) return false;
  const plain_core_lock lock(*on);
  if (!on->started) return false;
  const packet_counters packets = widen_counts();
  const stats_proto &ip = lwip_stats.ip, &ip6 = lwip_stats.ip6, &tcp = lwip_stats.tcp;
  out = {.ip_sent = packets.ip_sent,
         .ip_received = packets.ip_received,
         .tcp_sent = packets.tcp_sent,
         .tcp_received = packets.tcp_received,
         .tcp_retransmitted = lwip_stats.mib2.tcpretranssegs,
         .tcp_resets_sent = lwip_stats.mib2.tcpoutrsts,
         .checksum_errors = ip.chkerr + ip6.chkerr + tcp.chkerr,
         .dropped = ip.drop + ip6.drop + tcp.drop,
         .no_memory = ip.memerr + ip6.memerr + tcp.memerr,
         .no_route = ip.rterr + ip6.rterr + tcp.rterr};
  return true;
}

std::size_t list_orphans(node_number of, std::span<orphan> out) noexcept {
  node* const on = node_at(of);
  if (on == nullptr) return 0;
  const plain_core_lock lock(*on);
  return on->started ? tcp_stream_impl::list_orphans(out) : 0;
}

}  // namespace loopsock::lwip
