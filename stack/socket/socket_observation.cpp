// socket_observation: one look at a socket for somebody who follows it.
//
// The wish for a note is left before the look, so that what comes after the look is told.
#include <mutex>

#include "stack/socket/socket.hpp"

namespace loopsock {

error socket::look(handle h, bool await_room, observation& out, deferred& work) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  out = {.connects_ended = connects_ended_, .connect_outcome = connect_outcome_, .connections = connections_};
  if (state_ == socket_state::listening) {
    look_at_listener(out);
  } else if (carrier_ != nullptr) {
    look_at_stream(await_room, out, work);
  } else if (port_ != nullptr) {
    look_at_port(out);
  }
  return error::none;
}

void socket::look_at_stream(bool await_room, observation& out, deferred& work) noexcept {
  {
    const std::lock_guard side(receive_lock_);
    const bool lent = posted_;
    take_back_post(work);
    carrier_->want_any_change();
    const bool gone = carrier_->peer_gone();
    // After `gone`: a failure that came in between must not pass for a graceful end.
    out.broken = carrier_->failure() != error::none;
    out.peer_finished = gone && !out.broken;
    if (!options_->urgent_inline) {
      const urgent_state urgent = carrier_->urgent();
      out.urgent_waits = urgent.pending;
      out.urgent_number = urgent.number;
    }
    const bool readable = receives_.empty() && !receive_shut_ && !out.broken;
    out.unread = readable ? carrier_->unread() : 0;
    if (lent) advance_receives(work);  // lends it again
  }
  if (!await_room) return;
  const std::lock_guard side(send_lock_);
  // While sends wait in line nobody else may send; the end of the line is told by signal_watches().
  out.has_room = !send_shut_ && sends_.empty() && (carrier_->may_write() || carrier_->want_write(1));
}

// Arrivals are fetched by notes, which signal the watches: nothing to wish for.
void socket::look_at_listener(observation& out) noexcept {
  const std::lock_guard queue(receive_lock_);
  if (!listener_) return;
  out.arrivals = listener_->arrived;
  out.arrival_waits = listener_->first != nullptr && receives_.empty();
}

void socket::look_at_port(observation& out) noexcept {
  const std::lock_guard side(receive_lock_);
  out.connections = state_ == socket_state::opened ? 0 : 1;
  out.has_room = true;
  port_->want_any_change();
  out.datagrams = port_->arrivals();
  out.datagram_waits = receives_.empty() && !receive_shut_ && port_->may_read();
}

}  // namespace loopsock
