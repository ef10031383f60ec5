// packet_counts: see the header.
#include "stack/lwip/packet_counts.hpp"

#include <lwip/stats.h>

#include "stack/base/node_state.hpp"

namespace loopsock::lwip {
namespace {

class wide_counter {
 public:
  std::uint64_t take_in(std::uint32_t now) noexcept {
    sum_ += static_cast<std::uint32_t>(now - seen_);  // the difference is right across a turn-over
    seen_ = now;
    return sum_;
  }

 private:
  std::uint64_t sum_ = 0;
  std::uint32_t seen_ = 0;
};

LOOPSOCK_NODE_STATE wide_counter ip4_sent, ip4_received, ip6_sent, ip6_received, tcp_sent_segments,
    tcp_received_segments;

}  // namespace

packet_counters widen_counts() noexcept {
  packet_counters sums;
  sums.ip_sent = ip4_sent.take_in(lwip_stats.ip.xmit) + ip6_sent.take_in(lwip_stats.ip6.xmit);
  sums.ip_received = ip4_received.take_in(lwip_stats.ip.recv) + ip6_received.take_in(lwip_stats.ip6.recv);
  sums.tcp_sent = tcp_sent_segments.take_in(lwip_stats.tcp.xmit);
  sums.tcp_received = tcp_received_segments.take_in(lwip_stats.tcp.recv);
  return sums;
}

}  // namespace loopsock::lwip
