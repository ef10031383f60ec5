// sending: what the calls that send have in common, whether they wait or run as overlapped operations.
//
// Threads  any.
#pragma once

#include <winsock2.h>

#include "compat/handles.hpp"
#include "compat/overlapped_request.hpp"

namespace loopsock::compat {

/// Whom a call names; NULL: whom the socket is connected to.
struct receiver_name {
  const sockaddr* name = nullptr;
  int length = 0;
};

/// What that means to the socket.
struct sent_where {
  bool named = false;  // a datagram to `to`
  endpoint to;
  unsigned flags = 0;  // the socket's
};

/// Looks at everything that can be wrong before something is sent. 0, or WSAEOPNOTSUPP (flags), and read_name()'s errors.
int check_send(const open_socket& one, DWORD flags, const receiver_name& to, sent_where& out) noexcept;

/// WSASend and WSASendTo. 0 or SOCKET_ERROR.
int send_gathered(SOCKET s, const WSABUF* buffers, DWORD count, DWORD* sent_out, DWORD flags, const receiver_name& to,
                  const overlapped_request& request) noexcept;

}  // namespace loopsock::compat
