// socket_datagram: UDP and raw sockets over lwIP's ports.
#include <mutex>
#include <utility>

#include "stack/filter/registry.hpp"
#include "stack/lwip/core.hpp"
#include "stack/socket/blocking.hpp"
#include "stack/socket/receive_operation.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

// A datagram socket that sends before it was bound is bound to a port of the stack's choice, as on every system.
error socket::ready_port(bool sending, deferred& work) noexcept {
  if (port_ == nullptr) return error::not_supported;
  if (state_ != socket_state::opened) return error::none;
  if (!sending) return error::invalid_argument;  // Winsock: receiving on an unbound socket
  const endpoint anywhere{v6() ? ip_address::any_v6() : ip_address::any_v4(), 0};
  if (spec_.kind == socket_kind::raw) {
    const error failed = bind_datagram(anywhere);
    if (failed != error::none) return failed;
    enter(socket_event::bind);
    signal_watches(work);  // observers learn that it can send from now on
    return error::none;
  }
  const bind_request request{.proto = transport::udp, .local = anywhere, .v6_only = options_->v6_only, .owner = this};
  if (ports(node_).bind(request, binding_) != bind_result::ok) return error::no_buffers;
  const error failed = bind_datagram(binding_->local());
  if (failed != error::none) {
    ports(node_).release(std::exchange(binding_, nullptr));
    return failed;
  }
  local_ = binding_->local();
  enter(socket_event::bind);
  signal_watches(work);
  return error::none;
}

error socket::connect_datagram(const endpoint& to, deferred& work) noexcept {
  if (to.address.family == ip_family::none || to.address.is_any()) {
    remote_ = {};
    return port_->connect({});  // Winsock: an address of zeros takes the peer back
  }
  if (to.address.family != spec_.family) return error::family_not_supported;
  if (to.address.is_v4_mapped() && options_->v6_only) return error::address_not_available;
  const error unbound = ready_port(true, work);
  if (unbound != error::none) return unbound;
  const endpoint inner{to.address.unmapped(), to.port};
  const ip_address source = lwip::source_for(inner.address, *lwip::node_at(node_));
  if (source.family == ip_family::none) return error::network_unreachable;
  const error failed = port_->connect(inner);
  if (failed != error::none) return failed;
  remote_ = inner;
  if (local_.address.is_any() || local_.address.family == ip_family::none) local_.address = source;
  ++connects_ended_;
  connect_outcome_ = error::none;
  signal_watches(work);
  return error::none;
}

io_result socket::send_to(handle h, const_buffers from, const endpoint& to, const datagram_manner& how) noexcept {
  if (filter::installed(filter::layer::connect)) {
    const error refused = ask_datagram(h, to);
    if (refused != error::none) return {.failure = refused};
  }
  deferred work;
  endpoint inner{to.address.unmapped(), to.port};
  {
    const std::lock_guard control(control_);
    if (!is(h)) return {.failure = error::not_a_socket};
    if (spec_.kind == socket_kind::stream) return {.failure = error::not_supported};
    if (send_shut_) return {.failure = error::shut_down};
    if (inner.address.family == ip_family::none) {
      if (remote_.address.family == ip_family::none) return {.failure = error::not_connected};
      inner = remote_;
    } else {
      if (to.address.family != spec_.family) return {.failure = error::family_not_supported};
      if (to.address.is_v4_mapped() && options_->v6_only) return {.failure = error::address_not_available};
      if (inner.address.is_any()) return {.failure = error::address_not_available};
    }
    if (inner.address == ip_address::v4(255, 255, 255, 255) && !options_->broadcast)
      return {.failure = error::access_denied};
    const error unready = ready_port(true, work);
    if (unready != error::none) return {.failure = unready};
  }
  const std::lock_guard side(send_lock_);
  if (!is(h) || port_ == nullptr) return {.failure = error::not_a_socket};
  return port_->send_as(from, inner, how, work);
}

datagram_receipt socket::take_datagram(buffers into, unsigned flags, deferred& work) noexcept {
  const lwip::datagram_result got = port_->receive(into, (flags & stream_peek) != 0, work);
  return {got.bytes, got.failure, shown(got.from), got.label};
}

void socket::advance_datagrams(deferred& work) noexcept {
  while (!receives_.empty()) {
    auto& waiting = static_cast<receive_operation&>(*receives_.front());
    *waiting.receipt = take_datagram(waiting.into, waiting.flags, work);
    if (waiting.receipt->failure == error::would_block) {
      if (!port_->want_read()) return;
      continue;
    }
    receives_.pop();
    end_receive(waiting, work);
  }
}

error socket::may_receive_datagram(handle h) noexcept {
  deferred work;
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind == socket_kind::stream) return error::not_supported;
  return ready_port(false, work);
}

datagram_receipt socket::receive_from(handle h, buffers into, unsigned flags) noexcept {
  deferred work;
  blocking<any_receive_operation> op;
  op.into = into;
  op.flags = flags;
  const error refused = may_receive_datagram(h);
  if (refused != error::none) return {.failure = refused};
  {
    const std::lock_guard side(receive_lock_);
    if (!is(h) || port_ == nullptr) return {.failure = error::not_a_socket};
    if (receive_shut_) return {.failure = error::shut_down};
    if (receives_.empty()) {
      const datagram_receipt now = take_datagram(into, flags, work);
      if (now.failure != error::would_block) return now;
    }
    if (nonblocking_.load(std::memory_order_relaxed)) return {.failure = error::would_block};
    receives_.push(op);
    advance_datagrams(work);
  }
  work.run();
  const io_result waited = wait_for(op, op.wake, op.wake.signalled() ? 0 : receive_timeout(), true);
  // A close or a time-out speaks through the operation's result, a datagram through the receipt.
  if (waited.failure != error::none) return {.failure = waited.failure};
  return op.got;
}

}  // namespace loopsock
