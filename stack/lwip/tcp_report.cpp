// tcp_report: a connection's figures, as lwIP has them.
#include <lwip/tcp.h>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"

namespace loopsock::lwip {
namespace {

tcp_state state_of(const tcp_pcb& pcb) noexcept {
  switch (pcb.state) {
    case CLOSED: return tcp_state::closed;
    case LISTEN: return tcp_state::listen;
    case SYN_SENT: return tcp_state::syn_sent;
    case SYN_RCVD: return tcp_state::syn_received;
    case ESTABLISHED: return tcp_state::established;
    case FIN_WAIT_1: return tcp_state::fin_wait_1;
    case FIN_WAIT_2: return tcp_state::fin_wait_2;
    case CLOSE_WAIT: return tcp_state::close_wait;
    case CLOSING: return tcp_state::closing;
    case LAST_ACK: return tcp_state::last_ack;
    case TIME_WAIT: return tcp_state::time_wait;
  }
  return tcp_state::closed;
}

}  // namespace

void tcp_stream_impl::report(stream_report& out) noexcept {
  const plain_core_lock core(node_);
  fill(out);
}

std::size_t tcp_stream_impl::list_orphans(std::span<orphan> out) noexcept {
  std::size_t count = 0;
  for (const stream_link* at = first_orphan().next; at != &first_orphan(); at = at->next, ++count) {
    if (count >= out.size()) continue;
    const auto& one = static_cast<const tcp_stream_impl&>(*at);
    out[count] = {one.local_, one.remote_, {}};
    one.fill(out[count].report);
  }
  return count;
}

void tcp_stream_impl::fill(stream_report& out) const noexcept {
  out.bytes_out = bytes_out_;
  out.bytes_in = bytes_in_;
  account_.report(out);
  if (pcb_ == nullptr) return;  // reset, or given up
  out.state = state_of(*pcb_);
  out.max_segment = pcb_->mss;
  out.in_flight = pcb_->snd_nxt - pcb_->lastack;
  out.congestion_window = pcb_->cwnd;
  out.send_window = pcb_->snd_wnd;
  out.receive_window = pcb_->rcv_wnd;
  out.queued = queued_bytes();
  if (pcb_->state == SYN_SENT || pcb_->state == SYN_RCVD) out.syn_retransmissions = pcb_->nrtx;
}

}  // namespace loopsock::lwip
