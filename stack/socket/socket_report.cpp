// socket_report: what a socket tells about itself and its connection to those who only look.
//
// They take the socket's locks, one socket at a time, and change nothing: a buffer that is lent to the writer stays lent.
#include <mutex>

#include "stack/socket/socket.hpp"
#include "stack/socket/socket_row.hpp"

namespace loopsock {
namespace {

std::size_t length(const operation_queue& line) noexcept {
  std::size_t count = 0;
  static_cast<void>(line.find([&](const operation&) {
    ++count;
    return false;
  }));
  return count;
}

}  // namespace

error socket::report(handle h, stream_report& out) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind != socket_kind::stream) return error::not_supported;
  const std::scoped_lock sides(send_lock_, receive_lock_);
  stream* const carrier = carrier_ != nullptr ? carrier_ : connecting_;
  if (carrier == nullptr) return error::not_connected;
  carrier->report(out);
  return error::none;
}

bool socket::describe(socket_row& out) noexcept {
  const std::lock_guard control(control_);
  const std::scoped_lock sides(send_lock_, receive_lock_);
  const handle mine = number();
  if (mine == 0) return false;
  out = {.number = mine,
         .host = node_,
         .spec = spec_,
         .state = state_,
         .local = local_,
         .remote = remote_,
         .path = state_ == socket_state::connected ? path_ : path_record{},
         .fast_path_requested = wishes(fast_path_wished()) && spec_.kind == socket_kind::stream,
         .report = {},
         .connects = connect_operation_ != nullptr ? 1u : 0u,
         .sends = length(sends_),
         .connected_at = connected_at_};
  (listener_ ? out.accepts : out.receives) = length(receives_);
  if (listener_) {
    out.report.state = tcp_state::listen;
    out.backlog = listener_->gate.limit();
    out.backlog_used = listener_->gate.used();
  } else if (stream* const carrier = carrier_ != nullptr ? carrier_ : connecting_) {
    carrier->report(out.report);
  } else if (state_ == socket_state::connecting) {
    out.report.state = tcp_state::syn_sent;  // a request for a fast connection, which has no answer yet
  }
  // While a buffer is lent there is nothing else to read.
  if (carrier_ != nullptr && !posted_) out.unread = carrier_->unread();
  if (port_ != nullptr) out.unread = port_->unread(true);
  return true;
}

}  // namespace loopsock
