// sending_messages: WSASendMsg.
//
// Besides the bytes a message may say from which of the machine's addresses and over which interface it goes, and what its header has for
// hop limit and traffic class; see control_messages.hpp. WSAMSG.dwFlags is not looked at (Microsoft's page of WSASendMsg).
//
// Threads  any; several threads may send on one socket.
#include <winsock2.h>

#include "compat/control_messages.hpp"
#include "compat/error_map.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/messages.hpp"
#include "compat/overlapped/send_calls.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

constexpr DWORD known_flags = MSG_DONTROUTE | MSG_PARTIAL;

/// Windows binds the socket as soon as there is a message, and finds out later that the rest of the call is no good.
void bind_as_sending_does(const open_socket& one) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts) || facts.spec.kind == socket_kind::stream || facts.bound) return;
  const ip_address anywhere = facts.spec.family == ip_family::v6 ? ip_address::any_v6() : ip_address::any_v4();
  static_cast<void>(one->bind(one.number, {anywhere, 0}));
}

/// 0 or a Winsock error; `sent`, if any, is written on success only.
int transmit(const open_socket& one, const WSAMSG* message, DWORD flags, DWORD* sent,
             const overlapped_request& request) noexcept {
  socket_facts facts;
  if (!facts_of(one, facts)) return WSAENOTSOCK;
  message_to_send out;
  const int unfit = read_sent_message(message, flags, facts, out);
  if (unfit != 0) return unfit;
  if (runs_overlapped(one, request)) return send_message_call(one, out, sent, request);
  const io_result result = one->send_to(one.number, out.bytes.all(), out.to, out.how);
  if (result.failure == error::none && sent != nullptr) *sent = static_cast<DWORD>(result.bytes);
  return wsa_error(result.failure);
}

}  // namespace

int read_sent_message(const WSAMSG* message, DWORD flags, const socket_facts& facts, message_to_send& out) noexcept {
  if (nowhere(message)) return WSAEFAULT;
  if (facts.spec.kind == socket_kind::stream) return WSAEINVAL;
  if ((flags & ~known_flags) != 0) return WSAEOPNOTSUPP;
  if (nowhere(message->name) && message->namelen != 0) return WSAEFAULT;
  if (nowhere(message->Control.buf) && message->Control.len != 0) return WSAEFAULT;
  int failed = out.bytes.take(message->lpBuffers, message->dwBufferCount);
  if (failed != 0) return failed;
  if (!nowhere(message->name)) {
    failed = read_name(message->name, message->namelen, out.to);
    if (failed != 0) return failed;
  }
  const endpoint& to = out.to.address.family == ip_family::none ? facts.remote : out.to;
  return read_control(message->Control, to.address.unmapped().is_v6(), out.how);
}

}  // namespace loopsock::compat

extern "C" int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  if (nowhere(message)) return set_error(WSAEFAULT);
  if (sent == nullptr && overlapped == nullptr) {
    bind_as_sending_does(one);
    return set_error(WSAEFAULT);
  }
  const int failed = transmit(one, message, flags, sent, {overlapped, routine});
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}
