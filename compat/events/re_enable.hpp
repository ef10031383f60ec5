// re_enable: what the calls that receive, send and accept tell the selection of network events.
//
//   const io_result got = one->receive(…);
//   re_enable(one, FD_READ);           whether it succeeded or not, unless its parameters kept it from the socket
//
// A socket that never saw WSAEventSelect pays one load, or two if it has a companion for other reasons.
//
// Threads  any, with no lock held. The last error is left alone.
#pragma once

#include "compat/socket_side.hpp"

namespace loopsock::compat {

/// FD_READ: a receive, peeks included. FD_OOB: a receive of urgent data. FD_ACCEPT: an accept, unless it was deferred. FD_WRITE: a send
/// that found no room, or too little.
inline void re_enable(const open_socket& one, LONG events) noexcept {
  socket_side* const side = socket_side::here(one);
  if (side != nullptr && side->selection().is_used()) side->selection().re_enable(one, events);
}

/// Whether events are selected: then the socket cannot be made blocking.
inline bool selects_events(const open_socket& one) noexcept {
  socket_side* const side = socket_side::here(one);
  return side != nullptr && side->selection().is_used() && side->selection().choice_of(one).events != 0;
}

/// A socket that accept() hands out sets what the listener sets. 0, or WSAENOBUFS.
int inherit_selection(const open_socket& listening, handle accepted) noexcept;

}  // namespace loopsock::compat
