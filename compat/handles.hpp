// handles: from a SOCKET to the socket, with the checks that every call makes first and in this order:
//
//   WSANOTINITIALISED   WSAStartup has not succeeded
//   WSAEINPROGRESS      this thread is inside a callback of another call (callback_guard.hpp)
//   WSAENOTSOCK         the handle names no open socket
//
// What is found may be closed by another thread at any moment: the member functions of socket take the number along and look again under
// their locks. A duplicate (WSADuplicateSocket) has a SOCKET of its own and the number of the socket it stands for, so calls pass on
// `number`, never the SOCKET.
//
//   const open_socket one = find(s);
//   if (!one) return SOCKET_ERROR;
//   return finish(one->bind(one.number, local));
//
// Threads  any; lock-free while no duplicates exist.
#pragma once

#include <winsock2.h>

#include <source_location>

#include "stack/base/deferred.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock::compat {

struct open_socket {
  socket* slot = nullptr;
  handle number = 0;

  explicit operator bool() const noexcept { return slot != nullptr; }
  socket* operator->() const noexcept { return slot; }
};

/// The socket; or nothing, and the last error says why.
open_socket find(SOCKET s, std::source_location where = std::source_location::current()) noexcept;

/// The same without touching the last error, and also inside a callback. Nothing while Winsock is not started.
open_socket find_quietly(SOCKET s) noexcept;

/// What it is and what state it is in. A socket that was closed meanwhile gives false and WSAENOTSOCK.
bool facts_of(const open_socket& one, socket_facts& out) noexcept;

}  // namespace loopsock::compat
