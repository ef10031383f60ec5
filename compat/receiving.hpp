// receiving: what the calls that receive have in common, whether they wait or run as overlapped operations.
//
// Threads  any.
#pragma once

#include <winsock2.h>

#include "compat/handles.hpp"
#include "compat/overlapped_request.hpp"

namespace loopsock::compat {

/// Where the sender's address goes; both NULL: nobody asks.
struct sender_place {
  sockaddr* name = nullptr;
  int* length = nullptr;
  [[nodiscard]] bool asked() const noexcept { return name != nullptr; }
};

/// The socket's flags for MSG_…
unsigned stream_flags_of(DWORD flags) noexcept;

/// Looks at everything that can be wrong before something is received. 0, or WSAEOPNOTSUPP (flags), WSAEFAULT (too little room for the
/// address), WSAENOTSOCK. `with_sender`: the address is to be written.
int check_receive(const open_socket& one, DWORD flags, const sender_place& from, bool& with_sender) noexcept;

/// WSARecv and WSARecvFrom. 0 or SOCKET_ERROR.
int receive_scattered(SOCKET s, const WSABUF* into_list, DWORD count, DWORD* received, DWORD* flags,
                      const sender_place& from, const overlapped_request& request) noexcept;

}  // namespace loopsock::compat
