// send_calls: WSASend, WSASendTo and WSASendMsg as overlapped operations. A datagram never waits, so its call is over at once; a stream's is
// pending until all its bytes are taken.
//
// Threads  any.
#pragma once

#include "compat/messages.hpp"
#include "compat/overlapped_request.hpp"
#include "compat/sending.hpp"

namespace loopsock::compat {

/// 0: over at once, and told; `sent` (or NULL) is written. WSA_IO_PENDING: it will be told. Otherwise the error, and nothing is told.
int start_send_call(const open_socket& one, const WSABUF* buffers, DWORD count, DWORD flags, const receiver_name& to,
                    DWORD* sent, const overlapped_request& request) noexcept;

/// The same for a message that was looked at.
int send_message_call(const open_socket& one, const message_to_send& message, DWORD* sent,
                      const overlapped_request& request) noexcept;

}  // namespace loopsock::compat
