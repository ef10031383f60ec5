// socket_readiness: what a socket is ready for, and telling those who wait for that.
#include <mutex>

#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

/// A socket is said to be writable when this much can be sent at once (or half of what the peer takes, where that is less), so that
/// who then sends a usual message does not block. As on Windows; a non-blocking send takes also what is less.
constexpr std::size_t writable_bytes = 2048;

}  // namespace

// ------------------------------------------------------------------------------------------------------------ being told

void socket::on_events(handle expected, events what, deferred& more) noexcept {
  // These concern operations that have left the socket: its number may have changed since.
  if (any(what & events::received)) tell_ended(true);
  if (any(what & events::sent)) tell_ended(false);
  if (!any(what & ~(events::received | events::sent))) return;
  if (any(what & (events::established | events::asked_for))) concern_filters(expected, what, more);
  if (any(what & events::connected)) {
    const std::lock_guard control(control_);
    if (is(expected)) settle_connect(more);
  }
  if (any(what & (events::readable | events::acceptable))) {
    const std::lock_guard side(receive_lock_);
    if (is(expected)) {
      if (listener_) {
        if (any(what & events::acceptable)) fetch_arrivals(more);  // only then is lwIP asked
        advance_accepts(more);
      } else if (carrier_ != nullptr) {
        advance_receives(more);
      } else if (port_ != nullptr) {
        advance_datagrams(more);
      }
    }
  }
  if (any(what & events::writable)) {
    const std::lock_guard side(send_lock_);
    if (is(expected) && carrier_ != nullptr) advance_sends(more);
  }
  signal_watches(more);
}

void socket::signal_watches(deferred& work) noexcept {
  if (observed_.load(std::memory_order_relaxed)) work.tell({companion_here(), number()}, events::readable);
  const std::lock_guard hold(watch_lock_);
  for (watch* one = watches_; one != nullptr; one = one->next) one->waiter->signal();
}

companion* socket::companion_made_by(companion* (*make)() noexcept) noexcept {
  companion* here = companion_here();
  if (here != nullptr) return here;
  companion* fresh = make();
  // acq_rel: what it was made of is seen with it; and where another was faster, we see that one.
  if (fresh == nullptr || companion_.compare_exchange_strong(here, fresh, std::memory_order_acq_rel)) return fresh;
  delete fresh;
  return here;
}

error socket::observe(handle h, bool on) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  observed_.store(on, std::memory_order_relaxed);
  return error::none;
}

error socket::join(handle h, watch& one) noexcept {
  const std::lock_guard hold(watch_lock_);
  one.previous = nullptr;
  one.next = watches_;
  if (watches_ != nullptr) watches_->previous = &one;
  watches_ = &one;
  // A close between a look-up and here has signalled already, or signals us now: it takes this lock after the number.
  return number() == h ? error::none : error::not_a_socket;
}

void socket::leave(watch& one) noexcept {
  const std::lock_guard hold(watch_lock_);
  (one.previous != nullptr ? one.previous->next : watches_) = one.next;
  if (one.next != nullptr) one.next->previous = one.previous;
  one.next = one.previous = nullptr;
}

// -------------------------------------------------------------------------------------------------------------- the state

error socket::state_of(handle h, ready interest, bool arm, ready& out) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  ready state = ready::none;
  if (connect_failed_) state = ready::refused | ready::hangup;
  if (state_ == socket_state::listening) {
    state = state_of_listener();
  } else if (spec_.kind != socket_kind::stream) {
    state = state_of_port(arm);
  } else if (carrier_ != nullptr) {
    state = state_of_stream(interest, arm, work);
  } else if (state_ != socket_state::connecting) {  // a connect tells when it is over
    state = state | ready::hangup;                  // never connected
  }
  out = state & interest;
  return error::none;
}

ready socket::state_of_stream(ready interest, bool arm, deferred& work) noexcept {
  ready state = ready::none;
  if (any(interest & ~ready::write)) {
    const std::lock_guard side(receive_lock_);
    take_back_post(work);  // what came straight into a pending receive is not there to be read
    state = reading_state();
    if (arm && !any(state & interest)) {
      carrier_->want_any_change();  // an urgent byte, say, may come behind data that nobody here asks about
      state = reading_state();
    }
  }
  if (any(interest & ready::write)) {
    const std::lock_guard side(send_lock_);
    // A side that was shut down does not block either: it answers at once. While sends wait in line nobody else may send;
    // the end of the line is told by signal_watches().
    const bool free = sends_.empty();
    if (send_shut_ || (free && carrier_->want_write(writable_bytes))) state = state | ready::write;
  }
  return state;
}

ready socket::reading_state() noexcept {
  ready state = ready::none;
  // What was shut down has nothing to read, and is not said to be readable (as on Windows).
  if (!receive_shut_ && carrier_->may_read()) state = state | ready::read;
  if (carrier_->urgent().pending) state = state | ready::urgent;
  if (carrier_->peer_gone()) {
    state = state | ready::hangup;
    if (carrier_->unread() == 0) state = state | ready::peer_finished | ready::read;
  }
  if (carrier_->failure() != error::none) state = state | ready::failed;
  return state;
}

ready socket::state_of_listener() noexcept {
  // Arrivals are fetched by notes, which signal the watches: nothing to arm.
  const std::lock_guard queue(receive_lock_);
  return listener_ && listener_->first != nullptr ? ready::read : ready::none;
}

ready socket::state_of_port(bool arm) noexcept {
  const std::lock_guard side(receive_lock_);
  const bool readable = receive_shut_ || port_->may_read() || (arm && port_->want_read());
  return readable ? ready::read | ready::write : ready::write;
}

}  // namespace loopsock
