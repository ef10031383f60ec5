// messages: what WSARecvMsg and WSASendMsg do with a WSAMSG, apart from the receiving and sending itself. For both forms, the one that
// waits and the overlapped one.
//
//   receive   check_received_message ─► pieces ─► … a datagram comes … ─► hand_out
//   send      read_sent_message ─► socket::send_to, which never waits
//
// Threads  any; a WSAMSG is one call's own until that call, or its operation, is over.
#pragma once

#include <winsock2.h>

#include "compat/handles.hpp"
#include "compat/pieces.hpp"

namespace loopsock::compat {

/// WSARecvMsg, which programs get by its GUID and not by its name.
int WSAAPI receive_message(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/// Looks at everything that can be wrong before a datagram is taken. 0, or:
///   WSAEFAULT      a NULL with a length, or too little room for the sender's address
///   WSAEINVAL      no socket for messages
///   WSAEOPNOTSUPP  a flag other than MSG_PEEK
int check_received_message(const WSAMSG* message, const socket_facts& facts) noexcept;

/// Writes what was received beside the bytes: the sender, the control messages, the flags. 0, the receipt's error, or WSAEMSGSIZE
/// when the datagram or its control messages were cut: the flags say which, and the bytes count nonetheless. Of any other error nothing
/// is written.
int hand_out(const datagram_receipt& receipt, WSAMSG& message) noexcept;

/// What a WSAMSG asks to be sent.
struct message_to_send {
  pieces<const_buffer> bytes;
  endpoint to;  // without a family: whom the socket is connected to
  datagram_manner how;
};

/// 0, or:
///   WSAEFAULT       a NULL with a length, or an address that is too short
///   WSAEINVAL       no socket for messages, no buffers, or control messages that cannot be (read_control)
///   WSAEOPNOTSUPP   `flags` has others than MSG_DONTROUTE and MSG_PARTIAL, which mean nothing here
///   WSAEAFNOSUPPORT, WSAENOBUFS
int read_sent_message(const WSAMSG* message, DWORD flags, const socket_facts& facts, message_to_send& out) noexcept;

}  // namespace loopsock::compat
