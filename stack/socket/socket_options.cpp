// socket_options: options, queries, and the wish for the fast path.
#include <mutex>
#include <utility>

#include "stack/diag/trace.hpp"
#include "stack/filter/registry.hpp"
#include "stack/socket/fast_stream.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {

error socket::options(handle h, socket_options& out, socket_facts& facts) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  out = *options_;
  facts = current_facts();
  return error::none;
}

socket_facts socket::current_facts() const noexcept {
  return {.spec = spec_,
          .state = state_,
          .bound = local_.address.family != ip_family::none,
          .nonblocking = nonblocking_.load(std::memory_order_relaxed),
          .released = released_,
          .local = local_,
          .remote = remote_,
          .connected_at = connected_at_,
          .connection = connections_,
          .pending_error = pending_error_};
}

error socket::change_options(handle h, const change& edit) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  socket_options fresh = *options_;
  error refused = edit(fresh, current_facts());
  if (refused == error::none) refused = options_.set(fresh);
  if (refused == error::none) apply_options(work);
  return refused;
}

void socket::apply_options(deferred& work) noexcept {
  const std::scoped_lock sides(send_lock_, receive_lock_);
  if (carrier_ != nullptr) carrier_->set_options(carrier_options(*options_, v6()), work);
  if (connecting_ != nullptr) connecting_->set_options(carrier_options(*options_, v6()), work);
  if (port_ != nullptr) port_->set_options(port_options(*options_, v6()));
  if (listener_) {
    listener_->gate.set_conditional(options_->conditional_accept);
    listener_->receive_window = options_->receive_buffer;
    listener_->tcp->set_options(carrier_options(*options_, v6()), work);
  }
}

error socket::set_nonblocking(handle h, bool on) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  nonblocking_.store(on, std::memory_order_relaxed);
  return error::none;
}

error socket::pending_error(handle h, bool take, error& out) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  out = pending_error_;
  if (take) {
    pending_error_ = error::none;
    connect_failed_ = false;
  }
  if (out == error::none && carrier_ != nullptr) {
    const std::scoped_lock sides(send_lock_, receive_lock_);
    out = carrier_->failure();
  }
  return error::none;
}

error socket::request_fast_path(handle h, bool on) noexcept {
  if (filter::installed(filter::layer::fast_path)) {
    const error refused = ask_fast_path(h);
    if (refused != error::none) return refused;
  }
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind != socket_kind::stream) return error::not_supported;
  if (policy() == LOOPSOCK_FAST_PATH_FORBIDDEN || kept_ordinary_) return error::access_denied;
  wished_.store(on, std::memory_order_relaxed);
  // The decision of a connection that is under way has fallen: all that changes is what the connection says of it.
  const bool decided = state_ == socket_state::connecting || state_ == socket_state::connected;
  if (on && decided && path_.reason == LOOPSOCK_REASON_NOT_REQUESTED) path_.reason = LOOPSOCK_REASON_SET_TOO_LATE;
  trace(trace_topic::path, "socket {:#x}: the fast path is {} while {}", h, on ? "requested" : "no longer requested",
        name_of(state_));
  return error::none;
}

error socket::path(handle h, path_record& record, bool& requested) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  // Until it is connected a socket has no path, whatever is being tried.
  record = state_ == socket_state::connected ? path_ : path_record{};
  requested = wishes(fast_path_wished()) && spec_.kind == socket_kind::stream;
  return error::none;
}

void socket::add_live_bytes(loopsock_counters& counters) noexcept {
  const std::uint32_t count = sockets().made();
  for (std::uint32_t i = 0; i < count; ++i) {
    socket& one = sockets().slot_at(i);
    const std::lock_guard control(one.control_);
    const std::lock_guard side(one.send_lock_);
    if (one.carrier_ != nullptr && one.path_.path == LOOPSOCK_PATH_FAST) {
      const fast_traffic carried = fast_bytes_written(one.carrier_->bare());
      counters.fast_bytes += carried.bytes;
      counters.fast_direct_bytes += carried.direct;
    }
  }
}

}  // namespace loopsock
