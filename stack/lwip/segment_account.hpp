// segment_account: what a connection's segments tell that lwIP does not keep: round trips, what was sent twice, what came out of order.
//
//   sent()     a segment leaves:  new bytes  ─► perhaps its round trip is timed       bytes sent before ─► counted, and nothing is timed
//   arrived()  a segment comes:   it acknowledges the timed bytes ─► a round trip      it begins behind a gap ─► counted
//
// lwIP times round trips in steps of half a second, for its retransmission timer. Here one segment per slow tick of lwIP's is timed with the
// clock, which most segments therefore need not read; never one that was sent again (Karn's rule, RFC 6298, 3).
//
// Threads  the core lock is held.
#pragma once

#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "stack/base/stream_report.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::lwip {

class segment_account {
 public:
  /// Fields of `segment` are in network order.
  void sent(const tcp_pcb& pcb, const tcp_hdr& segment) noexcept {
    const tcp_seg* const data = pcb.unsent;
    if (data == nullptr || data->tcphdr != &segment || data->len == 0)
      return;  // an acknowledgement, a SYN, a FIN alone
    const u32_t first = lwip_ntohl(segment.seqno);
    if (TCP_SEQ_LT(first, pcb.snd_nxt)) {
      sent_again(pcb, first, data->len);
    } else if (!timing_ && tcp_ticks != timed_in_) {
      timing_ = true;
      timed_in_ = tcp_ticks;
      timed_until_ = first + data->len;
      left_at_ = host::now();
    }
  }
  /// seqno and ackno of `segment` are in host order. `length`: of its data.
  void arrived(const tcp_pcb& pcb, const tcp_hdr& segment, u16_t length) noexcept {
    if (length != 0 && TCP_SEQ_GT(segment.seqno, pcb.rcv_nxt)) {
      ++out_of_order_segments_;
      out_of_order_bytes_ += length;
    }
    if (timing_ && TCP_SEQ_GEQ(segment.ackno, timed_until_)) came_back();
  }

  void report(stream_report& out) const noexcept {
    out.retransmitted_segments = again_segments_;
    out.retransmitted_bytes = again_bytes_;
    out.fast_retransmissions = fast_;
    out.timeout_episodes = timeouts_;
    out.out_of_order_segments = out_of_order_segments_;
    out.out_of_order_bytes = out_of_order_bytes_;
    out.round_trip_us = smoothed_us_;
    out.least_round_trip_us = least_us_;
  }

 private:
  void sent_again(const tcp_pcb& pcb, u32_t first, u16_t length) noexcept {
    timing_ = false;
    ++again_segments_;
    again_bytes_ += length;
    if ((pcb.flags & TF_INFR) != 0) ++fast_;
    // An episode is one or more time-outs one after the other: it begins with the first.
    if ((pcb.flags & TF_RTO) != 0 && first == pcb.lastack && pcb.nrtx == 1) ++timeouts_;
  }
  void came_back() noexcept {
    timing_ = false;
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(host::now() - left_at_).count();
    const auto sample = static_cast<std::uint32_t>(std::clamp<std::int64_t>(passed, 1, 0xffff'ffff));
    // RFC 6298, 2: the first as it is, later ones count for an eighth.
    smoothed_us_ = smoothed_us_ == 0 ? sample : smoothed_us_ - smoothed_us_ / 8 + sample / 8;
    smoothed_us_ = std::max<std::uint32_t>(smoothed_us_, 1);
    least_us_ = least_us_ == 0 ? sample : std::min(least_us_, sample);
  }

  bool timing_ = false;
  u32_t timed_until_ = 0;       // the sequence number behind the timed bytes
  u32_t timed_in_ = ~u32_t{0};  // the tick in which the last one was timed
  host::time_point left_at_{};
  std::uint32_t smoothed_us_ = 0, least_us_ = 0;  // 0: none yet
  std::uint32_t again_segments_ = 0, fast_ = 0, timeouts_ = 0, out_of_order_segments_ = 0;
  std::uint64_t again_bytes_ = 0, out_of_order_bytes_ = 0;
};

}  // namespace loopsock::lwip
