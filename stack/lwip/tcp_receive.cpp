// tcp_receive: the reading side, and the credit that lwIP is given.
//
//   rcv_nxt              announced right edge            what lwIP accepts
//      ├──────────────────────────┤······························│
//      │ ◄── the peer may send ──► │ ◄─ credit not told yet ─►    │
//      ◄──────────────── rcv_wnd = SO_RCVBUF - unread ───────────►
//
// lwIP's own bookkeeping (tcp_recved) knows one compiled-in window. Instead rcv_wnd is set here, after everything that
// changes it, from the socket's SO_RCVBUF and what is unread; only what was announced already cannot be taken back. The
// peer is told when half of the buffer, or two segments, can be told at once (RFC 9293 3.8.6.2.2): a peer with nothing
// left to send into always gets an update in the end, as reading everything makes half a buffer.
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <algorithm>

#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

// From here on the copy costs more than taking the lock a second time.
constexpr std::size_t large_read = 16 * 1024;

}  // namespace

std::size_t tcp_stream_impl::receive_window() const noexcept {
  // Elsewhere than on loopback the announced window is rounded down to a step of the scale; less than that would be 0.
  const std::size_t least = on_loopback_ ? 1 : std::size_t{2} << TCP_RCV_SCALE;
  return std::max(options_.receive_window, least);
}

/// Sets what lwIP accepts and announces from now on. Whether it is time to tell the peer.
bool tcp_stream_impl::renew_credit() noexcept {
  const s32_t told_edge = static_cast<s32_t>(pcb_->rcv_ann_right_edge - pcb_->rcv_nxt);
  const std::size_t told = told_edge > 0 ? static_cast<std::size_t>(told_edge) : 0;
  const std::size_t window = receive_window();
  const std::size_t free = window > queue_.size() ? window - queue_.size() : 0;
  const std::size_t credit = std::max(told, std::min<std::size_t>(free, TCP_WND_MAX(pcb_)));
  const std::size_t worth_telling =
      std::min<std::size_t>(std::max<std::size_t>(window / 2, 1), std::size_t{2} * pcb_->mss);
  const bool tell = credit - told >= worth_telling;
  pcb_->rcv_wnd = static_cast<tcpwnd_size_t>(credit);
  pcb_->rcv_ann_wnd = static_cast<tcpwnd_size_t>(tell ? credit : told);
  return tell;
}

void tcp_stream_impl::announce_credit() noexcept {
  if (pcb_ == nullptr || end_of_stream_) return;
  if (!renew_credit()) return;
  wake(berth_);
  tcp_ack_now(pcb_);
  tcp_output(pcb_);
  send_owed_ack();
}

err_t tcp_stream_impl::arrived(pbuf* data) noexcept {
  if (reading_stopped_) {
    pbuf_free(data);
    reset_by_us();
    return ERR_ABRT;
  }
  const u16_t count = data->tot_len;
  if (!queue_.append(data)) return ERR_MEM;  // lwIP keeps it and offers it again with its next tick
  arrived_seq_ += count;
  bytes_in_ += count;
  if (urgent_awaited_ && static_cast<s32_t>(arrived_seq_ - urgent_seq_) > 0) urgent_awaited_ = false;
  (void)renew_credit();
  // The acknowledgement goes out when lwIP is done with this segment. A delayed one would hold the peer's next small write
  // back (Nagle) for a tick.
  tcp_ack_now(pcb_);
  update_readable();
  check_invariants();
  return ERR_OK;
}

void tcp_stream_impl::peer_finished() noexcept {
  end_of_stream_ = true;
  update_readable();
}

void tcp_stream_impl::update_readable() noexcept {
  const bool readable = failure_ != error::none || end_of_stream_ || mark_.limit(queue_, options_.urgent_inline) != 0;
  // release: pairs with may_read().
  readable_.store(readable, std::memory_order_release);
  if (readable && read_wanted_) {
    read_wanted_ = false;
    notes().tell(target_, events::readable);
  }
}

io_result tcp_stream_impl::read(buffers into, unsigned flags, deferred& work) noexcept {
  const bool urgent_only = (flags & stream_urgent) != 0;
  // acquire: pairs with update_readable(). A reader with nothing to read asks often, before each wait; that costs no lock.
  if (!urgent_only && !readable_.load(std::memory_order_acquire)) return {0, error::would_block, false};

  const bool takes = (flags & (stream_peek | stream_urgent)) == 0;
  if (takes && total_size(into) >= large_read) {
    const io_result result = read_much(into, work);
    if (result.bytes != 0 || result.failure != error::none) return result;
  }
  const core_guard core(work, node_);
  if (failure_ != error::none) return {0, failure_, false};
  if (urgent_only) return read_urgent(into, flags);

  mark_.step_over(queue_, options_.urgent_inline);
  const std::size_t limit = mark_.limit(queue_, options_.urgent_inline);
  io_result result;
  result.bytes = queue_.copy_out(into, limit);
  if (limit == 0) {
    result.end_of_stream = end_of_stream_;
    if (!end_of_stream_) result.failure = error::would_block;
  } else if ((flags & stream_peek) == 0) {
    mark_.consumed(result.bytes);
    queue_.drop(result.bytes);
    announce_credit();
  }
  update_readable();
  check_invariants();
  return result;
}

// Much is there: it is taken out under the lock and copied without it. The sender gets its credit first, so that its next copy goes on
// beside ours. No bytes and no failure: there is less. (The caller's receive lock keeps other readers out meanwhile.)
io_result tcp_stream_impl::read_much(buffers into, deferred& work) noexcept {
  receive_queue taken;
  {
    const core_guard core(work, node_);
    if (failure_ != error::none) return {0, failure_, false};
    const std::size_t limit = std::min(mark_.limit(queue_, options_.urgent_inline), total_size(into));
    if (limit < large_read || mark_.known()) return {};
    queue_.move_front(taken, limit);
    announce_credit();
    update_readable();
    check_invariants();
  }
  io_result result;
  result.bytes = taken.copy_out(into, taken.size());
  const plain_core_lock core(node_);
  taken.clear();
  return result;
}

io_result tcp_stream_impl::read_urgent(buffers into, unsigned flags) noexcept {
  // In line there is no byte beside the stream, as BSD answers.
  if (options_.urgent_inline) return {0, error::invalid_argument, false};
  for (const buffer& piece : into) {
    if (piece.size == 0) continue;
    io_result result;
    result.failure = mark_.take(queue_, (flags & stream_peek) != 0, *piece.data);
    result.bytes = result.failure == error::none ? 1 : 0;
    announce_credit();
    update_readable();
    check_invariants();
    return result;
  }
  return {};
}

bool tcp_stream_impl::may_read() noexcept {
  // acquire: pairs with update_readable(); whoever sees true finds the bytes once it has the lock.
  return readable_.load(std::memory_order_acquire);
}

io_result tcp_stream_impl::linger(const buffer&, unsigned looks, deferred&) noexcept {
  for (unsigned turn = 0; turn < looks; ++turn) {
    if (may_read()) return {};
    host::relax();
  }
  return {0, error::would_block, false};
}

bool tcp_stream_impl::want_read() noexcept {
  if (may_read()) return true;
  const plain_core_lock lock(node_);
  // Looked at again under the lock: update_readable() either sees the wish, or we see what it brought.
  if (may_read()) return true;
  read_wanted_ = true;
  return false;
}

void tcp_stream_impl::want_any_change() noexcept {
  const plain_core_lock lock(node_);
  read_wanted_ = true;  // taken by the next update_readable() that finds something, or by an urgent mark
}

std::size_t tcp_stream_impl::unread() noexcept {
  const plain_core_lock lock(node_);
  return mark_.limit(queue_, options_.urgent_inline);
}

urgent_state tcp_stream_impl::urgent() noexcept {
  const plain_core_lock lock(node_);
  return mark_.state();
}

bool tcp_stream_impl::peer_gone() noexcept {
  const plain_core_lock lock(node_);
  return end_of_stream_ || failure_ != error::none;
}

void tcp_stream_impl::before_segment(tcp_hdr& segment, u16_t length) noexcept {
  const unsigned flags = TCPH_FLAGS(&segment);
  if ((flags & TCP_SYN) != 0) return;
  // TIME-WAIT's time begins here. Once the program has closed, lwIP does not note when a segment came, and it may be over already.
  if ((flags & TCP_FIN) != 0) pcb_->tmr = tcp_ticks;
  account_.arrived(*pcb_, segment, length);
  lend_window(segment, length);
  if (const auto window = links::delivered_window(); window && (pcb_->flags & TF_WND_SCALE) != 0) {
    // lwIP takes the window as a number of 16 bits and a shift, which it reads while it processes this segment only. So the
    // shift can be the one that loses nothing.
    u8_t shift = 0;
    while ((*window >> shift) > 0xffff) ++shift;
    segment.wnd = static_cast<u16_t>(*window >> shift);
    pcb_->snd_scale = shift;
  }
  if ((flags & TCP_URG) != 0) note_urgent(segment);
  // The segment may open the peer's window or acknowledge; once it is processed, look whether more can be sent.
  if (pcb_->unsent != nullptr || write_wanted_ != 0) add_chore(*this);
}

/// lwIP measures by the window also what needs no buffer. It is given what such a segment needs, and loses it again before
/// the next one that brings data.
void tcp_stream_impl::lend_window(const tcp_hdr& segment, u16_t length) noexcept {
  if (held_by_ == holder::nobody || connected_ != error::none) return;
  if (window_lent_) {
    window_lent_ = false;
    (void)renew_credit();
  }
  tcpwnd_size_t needed = 0;
  if (length == 0) {
    // Outside of the window lwIP answers every segment by an acknowledgement. Two ends with closed windows would answer each
    // other's for ever. (RFC 9293 3.10.7.4 accepts them.) The second is for a peer that has sent a byte as a window probe.
    needed = 2;
  } else if ((TCPH_FLAGS(&segment) & TCP_FIN) != 0 && segment.seqno + length == pcb_->rcv_nxt + pcb_->rcv_wnd) {
    // A FIN that comes to a full window would be dropped, and the end of the stream wait for its retransmission.
    needed = pcb_->rcv_wnd + 1;
  }
  if (pcb_->rcv_wnd >= needed) return;
  pcb_->rcv_wnd = needed;
  window_lent_ = true;
}

void tcp_stream_impl::note_urgent(const tcp_hdr& segment) noexcept {
  if (connected_ != error::none || end_of_stream_ || failure_ != error::none) return;
  const u16_t pointer = lwip_ntohs(segment.urgp);
  // RFC 1122 lets the pointer name the urgent byte, BSD the byte behind it.
  const u32_t urgent_byte = segment.seqno + pointer - (options_.rfc1122_urgent ? 0U : 1U);
  const s32_t ahead = static_cast<s32_t>(urgent_byte - arrived_seq_);
  // Each segment up to the urgent byte repeats the announcement, also once it is here.
  if (ahead < 0 || ahead > 0xffff) return;
  const std::size_t before = queue_.size() + static_cast<std::size_t>(ahead);
  if (urgent_awaited_ && static_cast<s32_t>(urgent_byte - urgent_seq_) <= 0) return;
  urgent_awaited_ = true;
  urgent_seq_ = urgent_byte;
  mark_.announce(before);
  if (read_wanted_) {
    read_wanted_ = false;
    notes().tell(target_, events::readable);
  }
  update_readable();
}

}  // namespace loopsock::lwip
