// receive_calls: WSARecv, WSARecvFrom and WSARecvMsg as overlapped operations.
//
// Threads  any.
#pragma once

#include "compat/overlapped_request.hpp"
#include "compat/receiving.hpp"

namespace loopsock::compat {

/// Where the outputs go. The first two are written only by a call that is over at once, the others by whoever ends the operation.
struct receive_outputs {
  DWORD* received = nullptr;  // or NULL
  DWORD* flags = nullptr;     // in, too; NULL with a message
  sender_place from = {};
  WSAMSG* message = nullptr;  // WSARecvMsg
};

/// 0: over at once, and told. WSA_IO_PENDING: it will be told. Otherwise the error, and nothing is told; a datagram that was cut is
/// WSAEMSGSIZE and told. `out` was looked at; a message is looked at here.
int start_receive_call(const open_socket& one, const WSABUF* buffers, DWORD count, const receive_outputs& out,
                       const overlapped_request& request) noexcept;

}  // namespace loopsock::compat
