// ioctl_changes: notices of changes: of the addresses, of a route, of how much is worth keeping in flight.
//
// Nothing of it ever changes here, so that a call that waits ends with its socket, or with WSACancelBlockingCall. A socket that may not
// wait is told so, as on Windows.
//
// Threads  any.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"
#include "compat/socket_address.hpp"
#include "stack/socket/readiness.hpp"

namespace loopsock::compat {
namespace {

int await_end(const control_call& call, const socket_facts& facts) noexcept {
  if (facts.nonblocking) return WSAEWOULDBLOCK;
  // Without any interest all that a poll can tell is that the handle names no socket any more.
  poll_entry only{.number = call.one.number};
  poll_sockets({&only, 1}, host::never);
  return WSAEINTR;
}

int await_address_change(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  return await_end(call, facts);
}

int await_route_change(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  endpoint to;
  if (!readable(call.in, call.in_bytes)) return WSAEFAULT;
  const int unfit =
      from_sockaddr(static_cast<const sockaddr*>(call.in), static_cast<int>(std::min<DWORD>(call.in_bytes, 128)), to);
  if (unfit != 0) return unfit;
  return await_end(call, facts);
}

int await_backlog_change(control_call& call) {
  socket_facts facts;
  if (!facts_of(call.one, facts)) return WSAENOTSOCK;
  if (facts.spec.kind != socket_kind::stream) return WSAEOPNOTSUPP;
  if (facts.state != socket_state::connected) return WSAENOTCONN;
  return await_end(call, facts);
}

constexpr control_row rows[] = {
    {SIO_ADDRESS_LIST_CHANGE, await_address_change, true},
    {SIO_ROUTING_INTERFACE_CHANGE, await_route_change, true},
    {SIO_IDEAL_SEND_BACKLOG_CHANGE, await_backlog_change, true},
};

}  // namespace

std::span<const control_row> change_codes() noexcept { return rows; }

}  // namespace loopsock::compat
