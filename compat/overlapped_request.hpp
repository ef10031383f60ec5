// overlapped_request: whether a call with an OVERLAPPED is to run as an overlapped operation.
//
// A socket that was made without WSA_FLAG_OVERLAPPED ignores the structure and the routine, and the call waits like any other.
//
// Threads  any.
#pragma once

#include <winsock2.h>

#include "compat/handles.hpp"

namespace loopsock::compat {

/// 0: the call is synchronous. Otherwise the error it ends with.
inline int refuse_overlapped(const open_socket& one, const WSAOVERLAPPED* overlapped) noexcept {
  if (overlapped == nullptr) return 0;
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  // Completions (event, port, routine) are not there yet. Waiting instead would hang programs that start a receive before they send.
  return facts.spec.overlapped ? WSAEOPNOTSUPP : 0;
}

}  // namespace loopsock::compat
