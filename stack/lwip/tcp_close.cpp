// tcp_close: the end of a connection: FIN, reset, failure, and the time between close() and lwIP's freeing of the pcb.
//
// lwIP frees a pcb in two orders: on a received RST it calls the error callback and then the slot's destroy callback, on a
// time-out or tcp_abort() the other way round. Only a held stream has an error callback, and only destroying a pcb that
// nobody holds deletes the stream; so neither order touches freed memory.
#include <lwip/priv/tcp_priv.h>

#include <cassert>

#include "stack/base/node_state.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/tcp_listener_impl.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"

namespace loopsock::lwip {
namespace {

// Streams that were closed and whose pcb lives on. Guarded by the core lock.
LOOPSOCK_NODE_STATE stream_link orphans;

}  // namespace

stream_link& tcp_stream_impl::first_orphan() noexcept { return orphans; }

void tcp_stream_impl::failed_with(err_t code) noexcept {
  switch (code) {
    case ERR_CLSD:
      // Both FINs were exchanged and acknowledged: an end, and no failure.
      return;
    case ERR_RST: fail(connected_ == error::would_block ? error::connection_refused : error::connection_reset); return;
    default:
      // ERR_ABRT: a timer of lwIP's gave up. (Our own resets have said why before.) WSAECONNRESET is what Microsoft documents for a connection
      // that keep-alive has found broken (and WSAENETRESET for calls that wait on it, which are not told apart here).
      fail(probed_in_vain_ ? error::connection_reset : error::timed_out);
      return;
  }
}

void tcp_stream_impl::fail(error why) noexcept {
  if (failure_ != error::none) return;
  failure_ = why;
  queue_.clear();  // a reset discards what was not read
  mark_ = {};
  if (connected_ == error::would_block) {
    connected_ = why;
    notes().tell(target_, events::connected);
  }
  update_readable();
  update_writable();
}

void tcp_stream_impl::reset_by_us() noexcept {
  fail(error::connection_aborted);
  if (pcb_ == nullptr) return;
  wake(berth_);
  tcp_abort(pcb_);
}

void tcp_stream_impl::pcb_freed() noexcept {
  probed_in_vain_ = pcb_->keep_cnt_sent != 0 && pcb_->keep_cnt_sent >= pcb_->keep_cnt;
  pcb_ = nullptr;
  recovery_.reset();
  pcb_went(berth_);
  cancel_chore(*this);
  switch (held_by_) {
    case holder::caller: return;
    case holder::listener:
      if (connected_ == error::none) return;  // established: whoever accepts it is told
      listener_->lost(*this);
      break;
    case holder::nobody: break;
  }
  die();
}

void tcp_stream_impl::die() noexcept {
  // What the listener never handed out has not been registered by anybody.
  if (held_by_ != holder::listener && released_ != nullptr) released_(local_, remote_);
  delete this;
}

void tcp_stream_impl::become_orphan() noexcept {
  assert(pcb_ != nullptr);
  held_by_ = holder::nobody;
  target_ = {};
  write_wanted_ = 0;
  queue_.clear();
  pcb_->tmr = tcp_ticks;  // from here on lwIP does not note when a segment came; see also timers.cpp
  wake(berth_);
  stream_link::unlink();
  stream_link::insert_before(orphans);
  tcp_err(pcb_, nullptr);
  tcp_recv(pcb_, nullptr);
  tcp_sent(pcb_, nullptr);
}

void tcp_stream_impl::reset_and_forget() noexcept {
  if (held_by_ == holder::listener) {
    // The listener has taken it out of its lists and given its place back; lost() is not to do so again.
    released_ = nullptr;
  }
  if (pcb_ == nullptr) {
    delete this;
    return;
  }
  become_orphan();
  tcp_abort(pcb_);  // deletes this
}

void tcp_stream_impl::finish(deferred& work) noexcept {
  const core_guard core(work, node_);
  if (!may_send()) return;
  finished_ = true;
  wake(berth_);
  // Without memory for the FIN lwIP remembers to send it, and answers ERR_OK all the same.
  (void)tcp_shutdown(pcb_, 0, 1);
  update_writable();
  check_invariants();
}

void tcp_stream_impl::stop_reading(deferred& work) noexcept {
  const core_guard core(work, node_);
  reading_stopped_ = true;
  mark_.step_over(queue_, options_.urgent_inline);
  if (queue_.size() != 0) reset_by_us();
}

void tcp_stream_impl::close(bool abort, deferred& work) noexcept {
  const core_guard core(work, node_);
  if (pcb_ == nullptr) {
    die();
    return;
  }
  mark_.step_over(queue_, options_.urgent_inline);  // an urgent byte that reading would skip is not unread data
  const bool lost_data = queue_.size() != 0;
  const bool connecting = connected_ == error::would_block;
  become_orphan();
  if (abort || lost_data || connecting) {
    tcp_abort(pcb_);  // deletes this
    return;
  }
  // lwIP takes a window that is not full again for unread data, and would reset.
  pcb_->rcv_wnd = TCP_WND_MAX(pcb_);
  // From here on lwIP answers data with a reset. The FIN may be the last that the pcb sends, and this is then deleted.
  (void)tcp_close(pcb_);
}

void tcp_stream_impl::drop_orphans() noexcept {
  while (!orphans.empty()) {
    tcp_stream_impl& one = from(*orphans.next);
    wake(one.berth_);
    tcp_abort(one.pcb_);  // deletes it, and so it leaves the list
  }
}

void drop_everything(node& on) noexcept {
  deferred work;
  const core_guard core(work, on);
  tcp_stream_impl::drop_orphans();
}

}  // namespace loopsock::lwip
