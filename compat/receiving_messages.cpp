// receiving_messages: WSARecvMsg.
//
// It is not declared in a header: as on Windows, programs ask for it with SIO_GET_EXTENSION_FUNCTION_POINTER.
//
// Threads  any; several threads may receive on one socket.
#include <winsock2.h>

#include "compat/control_messages.hpp"
#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/messages.hpp"
#include "compat/overlapped/receive_calls.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

/// 0 or a Winsock error; `bytes` counts also with WSAEMSGSIZE.
int receive(const open_socket& one, WSAMSG& message, std::size_t& bytes) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  const int unfit = check_received_message(&message, facts);
  if (unfit != 0) return unfit;
  pieces<buffer> into;
  const int failed = into.take(message.lpBuffers, message.dwBufferCount);
  if (failed != 0) return failed;
  const unsigned flags = (message.dwFlags & MSG_PEEK) != 0 ? stream_peek : 0u;
  const datagram_receipt receipt = one->receive_from(one.number, into.all(), flags);
  bytes = receipt.bytes;
  return hand_out(receipt, message);
}

}  // namespace

int check_received_message(const WSAMSG* message, const socket_facts& facts) noexcept {
  if (nowhere(message)) return WSAEFAULT;
  if (facts.spec.kind == socket_kind::stream) return WSAEINVAL;
  if (nowhere(message->name) ? message->namelen != 0
                             : check_room(message->name, &message->namelen, facts.spec.family) != 0)
    return WSAEFAULT;
  if (message->Control.len != 0 && nowhere(message->Control.buf)) return WSAEFAULT;
  return (message->dwFlags & ~static_cast<ULONG>(MSG_PEEK)) == 0 ? 0 : WSAEOPNOTSUPP;
}

int hand_out(const datagram_receipt& receipt, WSAMSG& message) noexcept {
  const bool cut = receipt.failure == error::message_too_long;
  if (receipt.failure != error::none && !cut) return wsa_error(receipt.failure);
  // There is room for it, which was looked at before.
  if (!nowhere(message.name)) static_cast<void>(write_name(receipt.from, message.name, &message.namelen));
  const written_control control = write_control(receipt.label, message.Control);
  message.Control.len = control.bytes;
  message.dwFlags = (cut ? MSG_TRUNC : 0u) | (control.truncated ? MSG_CTRUNC : 0u) |
                    (receipt.label.broadcast ? MSG_BCAST : 0u) | (receipt.label.to.is_multicast() ? MSG_MCAST : 0u);
  return cut || control.truncated ? WSAEMSGSIZE : 0;
}

int WSAAPI receive_message(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  if (nowhere(message) || (received == nullptr && overlapped == nullptr)) return set_error(WSAEFAULT);
  const overlapped_request request{overlapped, routine};
  int failed = 0;
  if (runs_overlapped(one, request)) {
    const receive_outputs out{.received = received, .message = message};
    failed = start_receive_call(one, message->lpBuffers, message->dwBufferCount, out, request);
  } else {
    std::size_t bytes = 0;
    failed = receive(one, *message, bytes);
    re_enable(one, FD_READ);
    if (received != nullptr && (failed == 0 || failed == WSAEMSGSIZE)) *received = static_cast<DWORD>(bytes);
  }
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}

}  // namespace loopsock::compat
