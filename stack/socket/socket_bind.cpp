// socket_bind: a socket's own name, and becoming a listener.
#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include "stack/diag/format_address.hpp"
#include "stack/diag/trace.hpp"
#include "stack/filter/registry.hpp"
#include "stack/lwip/core.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

constexpr error error_of(bind_result result) noexcept {
  switch (result) {
    case bind_result::ok: return error::none;
    case bind_result::address_in_use: return error::address_in_use;
    case bind_result::access_denied: return error::access_denied;
    case bind_result::no_ports: return error::no_buffers;  // WSAENOBUFS, as Windows answers when its ports run out
    case bind_result::no_memory: return error::no_buffers;
  }
  return error::no_buffers;
}

sharing sharing_of(const socket_options& options) noexcept {
  if (options.exclusive_address) return sharing::exclusive;
  return options.reuse_address ? sharing::reuse : sharing::normal;
}

}  // namespace

endpoint socket::shown(const endpoint& inner) const noexcept {
  return v6() && inner.address.is_v4() ? endpoint{inner.address.to_v4_mapped(), inner.port} : inner;
}

error socket::bind(handle h, const endpoint& local) noexcept {
  deferred work;  // runs after the lock is gone
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (state_ != socket_state::opened || reserved_for_ != 0) return error::invalid_argument;
  if (local.address.family != spec_.family) return error::family_not_supported;
  if (local.address.is_v4_mapped() && options_->v6_only) return error::address_not_available;
  const ip_address inner = local.address.unmapped();
  const bool group = spec_.kind != socket_kind::stream && inner.is_multicast();  // receivers may bind to their group
  if (!inner.is_any() && !group && !lwip::is_own_address(inner, *lwip::node_at(node_)))
    return error::address_not_available;
  if (spec_.kind == socket_kind::raw) {
    local_ = local;
  } else {
    const bind_request request{.proto = spec_.kind == socket_kind::stream ? transport::tcp : transport::udp,
                               .local = local,
                               .mode = sharing_of(*options_),
                               .v6_only = options_->v6_only,
                               .port_scalability = options_->port_scalability,
                               .owner = this};
    const bind_result result = ports(node_).bind(request, binding_);
    if (result != bind_result::ok) return error_of(result);
    local_ = binding_->local();
  }
  if (spec_.kind != socket_kind::stream) {
    const error failed = bind_datagram(local_);
    if (failed != error::none) {
      ports(node_).release(std::exchange(binding_, nullptr));
      local_ = {};
      return failed;
    }
  }
  enter(socket_event::bind);
  if (port_ != nullptr) signal_watches(work);  // observers learn that it can send from now on
  return error::none;
}

error socket::bind_datagram(const endpoint& local) noexcept {
  const bool takes_both = dual() && local.address.is_any() && !local.address.is_v4_mapped();
  return port_->bind({local.address.unmapped(), local.port}, takes_both);
}

error socket::listen(handle h, std::uint32_t backlog) noexcept {
  if (filter::installed(filter::layer::listen)) {
    const error refused = ask_listen(h);
    if (refused != error::none) return refused;
  }
  deferred work;  // runs after the locks are gone
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind != socket_kind::stream) return error::not_supported;
  if (state_ == socket_state::connected || state_ == socket_state::connecting) return error::already_connected;
  if (state_ == socket_state::opened) return error::invalid_argument;
  const std::lock_guard queue(receive_lock_);
  if (listener_) {
    listener_->gate.set_limit(backlog);  // a second listen only changes the backlog
    return error::none;
  }
  std::unique_ptr<listener> fresh(new (std::nothrow) listener);
  if (!fresh) return error::no_buffers;
  fresh->gate.set_limit(backlog);
  fresh->gate.set_conditional(options_->conditional_accept);
  const bool takes_both = dual() && local_.address.is_any() && !local_.address.is_v4_mapped();
  // The registry knows before TCP does: who connects in between waits for our lock, and does not take the ordinary path for want of a
  // listener to ask.
  ports(node_).set_listening(binding_, true);
  const error failed = lwip::tcp_listener::open({local_.address.unmapped(), local_.port}, takes_both, fresh->gate,
                                                target(), &socket::tuple_released, fresh->tcp, *lwip::node_at(node_));
  if (failed != error::none) {
    ports(node_).set_listening(binding_, false);
    return failed;
  }
  fresh->receive_window = options_->receive_buffer;
  fresh->kept_ordinary = kept_ordinary_;
  fresh->tcp->set_options(carrier_options(*options_, v6()), work);
  listener_ = std::move(fresh);
  enter(socket_event::listen);
  trace(trace_topic::connect, "socket {:#x}: listens at {}, backlog {}", h, local_, backlog);
  return error::none;
}

error socket::local_name(handle h, endpoint& out) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (local_.address.family == ip_family::none) return error::invalid_argument;
  out = shown(local_);
  return error::none;
}

error socket::peer_name(handle h, endpoint& out) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  // A connect that is under way counts, as on Windows, unless it is an operation.
  if (by_operation_ && state_ == socket_state::connecting) return error::not_connected;
  if (remote_.address.family == ip_family::none) return error::not_connected;
  out = shown(remote_);
  return error::none;
}

}  // namespace loopsock
