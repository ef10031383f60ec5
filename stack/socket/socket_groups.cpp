// socket_groups: the multicast groups of a datagram socket, and whom it hears in each. The port keeps them.
#include <mutex>

#include "stack/lwip/datagram_port.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

error socket::join_group(handle h, const ip_address& group, const ip_address& interface_address,
                         bool joining) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (port_ == nullptr) return error::no_such_option;
  return port_->join_group(group, interface_address, joining);
}

error socket::change_source(handle h, const source_request& wanted) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  return port_ == nullptr ? error::no_such_option : port_->change_source(wanted);
}

error socket::set_source_filter(handle h, const ip_address& group, const ip_address& interface_address,
                                const source_filter& filter) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  return port_ == nullptr ? error::no_such_option : port_->set_source_filter(group, interface_address, filter);
}

error socket::source_filter_of(handle h, const ip_address& group, source_filter& out) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  return port_ == nullptr ? error::no_such_option : port_->source_filter_of(group, out);
}

}  // namespace loopsock
