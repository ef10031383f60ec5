// error: what can go wrong inside the stack, as values.
//
// The numbers are ours; the edge turns them into somebody else's once, in one table (compat/error_map.cpp for Winsock's
// WSAE…). Everything in stack/ and fastpath/ reports through this enum; nothing throws across a call.
#pragma once

#include <cstdint>

namespace loopsock {

enum class error : std::uint8_t {
  none = 0,
  would_block,           // nothing can be done now; try when the socket is ready
  io_pending,            // the operation was queued; its completion is told later
  aborted,               // a queued operation was cancelled
  interrupted,           // a blocking call was cancelled or its socket was closed
  in_progress,           // called from inside a callback of a blocking call
  already_in_progress,   // a connect is already under way
  not_a_socket,          // the handle names no open socket
  destination_required,  // a datagram without an address
  message_too_long,      // a datagram larger than the buffer or the limit
  wrong_protocol_type,   // socket type and protocol do not fit
  no_such_option,        // unknown option or level
  protocol_not_supported,
  socket_type_not_supported,
  not_supported,  // this kind of object cannot do that
  family_not_supported,
  address_in_use,
  address_not_available,
  network_down,         // the stack is stopped
  network_unreachable,  // no route
  host_unreachable,
  connection_aborted,  // this side gave the connection up
  connection_reset,    // the peer gave the connection up
  connection_refused,  // nobody listens, the backlog is full, or the listener said no
  no_buffers,          // out of memory
  already_connected,
  not_connected,
  shut_down,  // the direction was closed by shutdown
  timed_out,
  access_denied,
  bad_address,  // a pointer of the caller does not lie in valid memory
  invalid_argument,
  too_many_sockets,
  not_initialised,
};

/// The name of `e` as it stands above ("connection_reset"). Static storage; any thread.
const char* name_of(error e) noexcept;

}  // namespace loopsock
