// socket_data: sending and receiving on a stream, whichever carrier is below.
//
//   call ─► try now ─► enough? ─yes─► done, nothing queued, nothing allocated
//                         │ no
//                         ├─ non-blocking ─► what there was, or would_block
//                         └─ stand in line (socket_queues.cpp), look again for a moment, yield once, then sleep
//
// An operation in line is moved on by whoever makes it possible: on_events() runs on the peer's thread. While one is in line,
// later calls on the same side stand behind it: each call's bytes stay together, in the order of the calls.
#include <algorithm>
#include <mutex>

#include "fastpath/loop_pair.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/blocking.hpp"
#include "stack/socket/fast_stream.hpp"
#include "stack/socket/receive_operation.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

/// How often a call lets other threads run before it sleeps. A futex round trip costs some fifty microseconds; with many
/// busy pairs on few processors the peer usually needs just this one turn.
constexpr unsigned yields_before_sleep = 2;
constexpr unsigned steps_between_yields = 64;

}  // namespace

error socket::may_receive(handle h, unsigned flags) const noexcept {
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind == socket_kind::stream && carrier_ == nullptr) return error::not_connected;
  if (receive_shut_ && (flags & stream_urgent) == 0) return error::shut_down;
  return error::none;
}

error socket::may_send(handle h) const noexcept {
  if (!is(h)) return error::not_a_socket;
  if (send_shut_) return error::shut_down;
  if (spec_.kind == socket_kind::stream && carrier_ == nullptr) return error::not_connected;
  return error::none;
}

// ---------------------------------------------------------------------------------------------------------- blocking calls

// Looks again for a moment (as this side has learnt, `learnt`), and lets other threads run once or twice, before `op`, which stands in `line`, is
// left to sleep. The spinning holds this side's own lock, for microseconds at most: a close, or another call on this side, waits that long.
// True: this thread has completed it, and it is out of the line. The lock is held on return either way. `looked`: the first look was made.
template <class Serve>
bool socket::stay_awake(operation_queue& line, blocking_operation& op, patience& learnt,
                        std::unique_lock<host::spin_mutex>& side, Serve serve, bool looked, deferred& work) noexcept {
  if (host::waiting->spins == 0) return false;
  const bool again = looked || learnt.look_again();
  const unsigned looks = again ? host::waiting->spins : 1;
  unsigned steps = 0;
  const auto let_others = [&] {
    side.unlock();
    work.run();  // what we did may be just what the peer sleeps for
    if (++steps % steps_between_yields == 0) host::waiting->yield();  // a long transfer must not keep a close out
    side.lock();
  };
  for (unsigned yields = 0; yields <= yields_before_sleep; ++yields) {
    if (!work.empty()) let_others();
    // Not first: somebody else completes it, or will. (A close may be over already, with the carrier gone.)
    while (line.front() == &op && !(looked && yields == 0)) {
      const served result = serve(looks);
      if (result != served::not_at_all && again) learnt.brought_something();
      if (result == served::wholly) {
        line.pop();
        return true;
      }
      if (result == served::not_at_all) break;
      let_others();
    }
    if (line.front() != &op) return false;
    side.unlock();
    host::waiting->yield();
    side.lock();
  }
  if (again) learnt.brought_nothing();
  return false;
}

// Looks so often whether `op`, the first in line, can go on. The side's lock held.
socket::served socket::serve_receive(operation& op, unsigned looks, deferred& work) noexcept {
  if (posted_) {  // by another thread, while we had let go of the lock
    take_back_post(work);
    return served::partly;
  }
  const bool takes = (op.flags & (stream_peek | stream_urgent)) == 0;
  const buffer rest = takes ? remainder(op.into, op.result.bytes) : buffer{};
  const io_result came = carrier_->linger(rest, looks, work);
  if (came.failure == error::would_block) return served::not_at_all;
  if (came.bytes == 0) return advance_receive(op, work) ? served::wholly : served::partly;
  op.result.bytes += came.bytes;
  op.result.failure = error::none;
  fill_further_pieces(op, work);
  const bool whole = (op.flags & stream_wait_all) != 0;
  return !whole || op.result.bytes >= total_size(op.into) ? served::wholly : served::partly;
}

socket::served socket::serve_send(operation& op, unsigned looks, deferred& work) noexcept {
  for (unsigned turn = 0; turn < looks; ++turn) {
    if (carrier_->may_write()) return advance_send(op, work) ? served::wholly : served::partly;
    host::relax();
  }
  return served::not_at_all;
}

io_result socket::receive(handle h, buffers into, unsigned flags, bool looked) noexcept {
  deferred work;
  std::unique_lock side(receive_lock_);
  const error refused = may_receive(h, flags);
  if (refused != error::none) return {.failure = refused};
  if (port_ != nullptr) {
    side.unlock();
    const datagram_receipt got = receive_from(h, into, flags);
    return {.bytes = got.bytes, .failure = got.failure};
  }
  if (flags == 0 && receives_.empty()) {
    const io_result now = carrier_->read(into, 0, work);  // the usual case, without an operation
    if (now.failure != error::would_block) return now;
  }
  return receive_or_wait(into, flags, looked, side, work);
}

io_result socket::receive_or_wait(buffers into, unsigned flags, bool looked, std::unique_lock<host::spin_mutex>& side,
                                  deferred& work) noexcept {
  blocking_operation op;
  op.into = into;
  op.flags = flags;
  const bool aside = (flags & (stream_peek | stream_urgent)) != 0;  // takes nothing that others wait for
  take_back_post(work);
  if ((receives_.empty() || aside) && advance_receive(op, work)) return op.result;
  if (nonblocking_.load(std::memory_order_relaxed) || (flags & stream_urgent) != 0) {
    op.result.failure = op.result.bytes != 0 ? error::none : error::would_block;
    return op.result;
  }
  receives_.push(op);
  const bool done = stay_awake(
      receives_, op, receive_patience_, side, [&](unsigned looks) { return serve_receive(op, looks, work); }, looked,
      work);
  advance_receives(work);  // arms for us, or for those behind us
  if (done) return op.result;
  side.unlock();
  work.run();
  return wait_for(op, op.wake, op.wake.signalled() ? 0 : receive_timeout(), true);
}

io_result socket::send(handle h, const_buffers from, unsigned flags) noexcept {
  deferred work;
  std::unique_lock side(send_lock_);
  const error refused = may_send(h);
  if (refused != error::none) return {.failure = refused};
  if (port_ != nullptr) {
    side.unlock();
    return send_to(h, from, {});
  }
  std::size_t taken = 0;
  if (sends_.empty()) {
    const io_result now = carrier_->write(from, flags, work);  // the usual case, without an operation
    if (now.failure != error::none && now.failure != error::would_block) return now;
    taken = now.bytes;
    if (now.failure == error::none && taken == total_size(from)) return now;
  }
  return send_or_wait(from, flags, taken, side, work);
}

io_result socket::send_or_wait(const_buffers from, unsigned flags, std::size_t taken,
                               std::unique_lock<host::spin_mutex>& side, deferred& work) noexcept {
  blocking_operation op;
  op.from = from;
  op.flags = flags;
  op.result.bytes = taken;
  if (sends_.empty() && advance_send(op, work)) return op.result;
  if (nonblocking_.load(std::memory_order_relaxed)) {
    op.result.failure = op.result.bytes != 0 ? error::none : error::would_block;
    return op.result;
  }
  sends_.push(op);
  const bool done = stay_awake(
      sends_, op, send_patience_, side, [&](unsigned looks) { return serve_send(op, looks, work); }, false, work);
  if (done && sends_.empty()) signal_watches(work);
  advance_sends(work);
  if (done) return op.result;
  side.unlock();
  work.run();
  return wait_for(op, op.wake, op.wake.signalled() ? 0 : send_timeout(), false);
}

io_result socket::wait_for(operation& op, wake_word& wake, std::uint32_t timeout_ms, bool receiving) noexcept {
  const host::time_point deadline =
      timeout_ms == 0 ? host::never : host::deadline_after(std::chrono::milliseconds(timeout_ms));
  const wait_outcome outcome = wake.wait(deadline);
  if (outcome != wait_outcome::done) {
    const error why = outcome == wait_outcome::timed_out ? error::timed_out : error::interrupted;
    bool mine = false;
    {
      deferred work;
      const std::lock_guard side(receiving ? receive_lock_ : send_lock_);
      mine = receiving ? take_out_receive(op, why, work) : take_out_send(op, why, work);
    }
    wake.await();  // ended by us or by somebody else, this very moment
    // Bytes that a time-out interrupts are reported where there are some: nothing is lost.
    if (mine && op.result.bytes != 0) op.result.failure = error::none;
  }
  return op.result;
}

std::uint32_t socket::receive_timeout() noexcept {
  const std::lock_guard control(control_);
  return options_->receive_timeout_ms;
}

std::uint32_t socket::send_timeout() noexcept {
  const std::lock_guard control(control_);
  return options_->send_timeout_ms;
}

// The rare end of quick_data.hpp's calls: somebody sleeps. The notes are made under the side's lock, or a close could come between.
void socket::tell_and_unlock(bool received) noexcept {
  deferred work;
  const fastpath::loop_end end(*quick_);
  tell_ends(end, received ? end.tell_of_room() : end.tell_of_bytes(), work);
  (received ? receive_lock_ : send_lock_).unlock();
}

// ------------------------------------------------------------------------------------------------------------ half closing

error socket::shutdown(handle h, direction which, connection_number of) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind == socket_kind::stream && state_ != socket_state::connected) return error::not_connected;
  if (spec_.kind != socket_kind::stream && state_ == socket_state::opened) return error::not_connected;
  if (!means(of)) return error::not_connected;
  if (which != direction::receive) {
    const std::lock_guard side(send_lock_);
    if (!send_shut_) {
      send_shut_ = true;
      finish_wanted_ = carrier_ != nullptr;
      finish_when_sent(work);  // after the sends that wait already
    }
  }
  if (which != direction::send) {
    const std::lock_guard side(receive_lock_);
    if (!receive_shut_) {
      receive_shut_ = true;
      // Who waits in a call is told. Overlapped receives that were started before are still served, as on Windows; only then is what
      // comes unwanted.
      take_back_post(work);
      end_blocking_receives(work);
      stop_wanted_ = carrier_ != nullptr;
      move_on(true, work);
    }
  }
  signal_watches(work);
  return error::none;
}

error socket::unread(handle h, std::size_t& out, bool total) noexcept {
  deferred work;
  const std::lock_guard side(receive_lock_);
  if (!is(h)) return error::not_a_socket;
  take_back_post(work);
  out = carrier_ != nullptr ? carrier_->unread() : port_ != nullptr ? port_->unread(total) : 0;
  return error::none;
}

error socket::urgent(handle h, urgent_state& out) noexcept {
  deferred work;
  const std::lock_guard side(receive_lock_);
  if (!is(h)) return error::not_a_socket;
  take_back_post(work);
  out = carrier_ != nullptr ? carrier_->urgent() : urgent_state{};
  return error::none;
}

}  // namespace loopsock
