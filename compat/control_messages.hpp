// control_messages: between the control buffer of a WSAMSG and what the stack says of a datagram.
//
//   received   datagram_label ─► write_control() ─►  | header | data, padded | header | data, padded | …
//   sent       the same kind of buffer ─► read_control() ─► datagram_manner
//
// A datagram's control messages are of its own IP version, whatever the socket's family: a dual-mode socket tells of an IPv4
// datagram at level IPPROTO_IP, if it was asked to with the options of that level.
//
// Threads  pure functions; the buffers are the caller's, and may lie at any address.
#pragma once

#include <winsock2.h>

#include "stack/base/datagram_label.hpp"

namespace loopsock::compat {

struct written_control {
  ULONG bytes = 0;         // what WSAMSG.Control.len becomes
  bool truncated = false;  // some messages found no room. Only whole ones are written
};

/// Writes a message for everything that was to be told (label.told). No room at all is in order when there is nothing to tell.
written_control write_control(const datagram_label& label, const WSABUF& room) noexcept;

/// Reads what an application wants for one datagram. `to_v6`: it goes to an IPv6 address; a mapped one is IPv4.
/// 0, or WSAEINVAL: a length that cannot be, a message that there is not or that is of the other version, a value that no
/// header can hold, or "congestion experienced", which only routers say.
int read_control(const WSABUF& control, bool to_v6, datagram_manner& how) noexcept;

}  // namespace loopsock::compat
