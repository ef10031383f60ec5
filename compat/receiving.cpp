// receiving: recv, recvfrom, WSARecv, WSARecvFrom, WSARecvDisconnect. Overlapped receives are in overlapped/receive_calls.cpp.
//
//   MSG_PEEK            leaves what it reads
//   MSG_OOB             streams only: the urgent byte
//   MSG_WAITALL         streams that may block, and none of the other flags: until the buffer is full
//   MSG_PUSH_IMMEDIATE  nothing to do: a receive always completes with what is there
//   MSG_PARTIAL         in: nothing to do; out (WSARecv, WSARecvFrom): the datagram was longer than the buffers
//
// Any other flag is WSAEOPNOTSUPP. A datagram that does not fit fills the buffers, loses its rest and answers WSAEMSGSIZE.
//
// Threads  any; several threads may receive on one socket.
#include "compat/receiving.hpp"

#include <ws2tcpip.h>

#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/receive_calls.hpp"
#include "compat/pieces.hpp"
#include "compat/quick_call.hpp"
#include "compat/sockaddr.hpp"
#include "compat/waiting_operation.hpp"
#include "stack/socket/receive_operation.hpp"

namespace loopsock::compat {
namespace {

using received_pieces = pieces<buffer>;

constexpr DWORD known_flags = MSG_OOB | MSG_PEEK | MSG_WAITALL | MSG_PUSH_IMMEDIATE | MSG_PARTIAL;

struct receipt {
  std::size_t bytes = 0;
  int failure = 0;  // with WSAEMSGSIZE `bytes` still counts
};

receipt receive(const open_socket& one, buffers into, DWORD flags, const sender_place& from,
                bool looked = false) noexcept {
  bool with_sender = false;
  const int unfit = check_receive(one, flags, from, with_sender);
  if (unfit != 0) return {0, unfit};
  std::size_t bytes = 0;
  error failure = error::none;
  if (with_sender) {
    const datagram_receipt got = one->receive_from(one.number, into, stream_flags_of(flags));
    bytes = got.bytes;
    failure = got.failure;
    if (failure == error::none || failure == error::message_too_long)
      static_cast<void>(write_name(got.from, from.name, from.length));
  } else {
    const io_result got = one->receive(one.number, into, stream_flags_of(flags), looked);
    bytes = got.bytes;
    // What came before a failure is told; the next call tells the failure.
    failure = got.bytes != 0 && got.failure != error::message_too_long ? error::none : got.failure;
  }
  re_enable(one, (flags & MSG_OOB) != 0 ? FD_OOB : FD_READ);
  return {bytes, wsa_error(failure)};
}

int receive_plain(SOCKET s, char* memory, int length, int flags, const sender_place& from,
                  bool looked = false) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  received_pieces into;
  const int unfit = into.take(memory, length);
  if (unfit != 0) return set_error(unfit);
  const receipt got = receive(one, into.all(), static_cast<DWORD>(flags), from, looked);
  if (got.failure != 0) return set_error(got.failure);
  set_last_error(0);
  return static_cast<int>(got.bytes);
}

// A structure that belongs to a socket without the overlapped attribute makes the call wait, whatever the socket's mode is, and is filled as if
// it counted (Windows; Wine's tests show it).
receipt receive_waiting(const open_socket& one, buffers into, DWORD flags, const sender_place& from) noexcept {
  bool with_sender = false;
  const int unfit = check_receive(one, flags, from, with_sender);
  if (unfit != 0) return {0, unfit};
  blocking<any_receive_operation> op;
  op.into = into;
  op.flags = stream_flags_of(flags);
  const error refused = await_operation(one, op, one->start_receive(one.number, op));
  if (refused != error::none) return {0, wsa_error(refused)};
  const error failure = op.result.failure != error::none ? op.result.failure : op.got.failure;
  const bool came = failure == error::none || failure == error::message_too_long;
  if (came && with_sender) static_cast<void>(write_name(op.got.from, from.name, from.length));
  re_enable(one, (flags & MSG_OOB) != 0 ? FD_OOB : FD_READ);
  return {op.result.bytes + op.got.bytes, wsa_error(failure)};
}

}  // namespace

unsigned stream_flags_of(DWORD flags) noexcept {
  return ((flags & MSG_PEEK) != 0 ? stream_peek : 0u) | ((flags & MSG_OOB) != 0 ? stream_urgent : 0u) |
         ((flags & MSG_WAITALL) != 0 ? stream_wait_all : 0u);
}

int check_receive(const open_socket& one, DWORD flags, const sender_place& from, bool& with_sender) noexcept {
  with_sender = false;
  if ((flags & ~known_flags) != 0) return WSAEOPNOTSUPP;
  if ((flags & (MSG_OOB | MSG_WAITALL)) == 0 && !from.asked()) return 0;
  socket_facts facts;
  if (!facts_of(one, facts)) return last_error();
  const bool datagram = facts.spec.kind != socket_kind::stream;
  if ((flags & MSG_OOB) != 0 && datagram) return WSAEOPNOTSUPP;
  const bool with_others = (flags & (MSG_OOB | MSG_PEEK | MSG_PARTIAL)) != 0;
  if ((flags & MSG_WAITALL) != 0 && (datagram || facts.nonblocking || with_others)) return WSAEOPNOTSUPP;
  // A stream leaves the address alone (Microsoft's page of recvfrom). Too little room must not cost a datagram.
  with_sender = from.asked() && datagram;
  if (with_sender && check_room(from.name, from.length, facts.spec.family) != 0) return WSAEFAULT;
  return 0;
}

int receive_scattered(SOCKET s, const WSABUF* into_list, DWORD count, DWORD* received, DWORD* flags,
                      const sender_place& from, const overlapped_request& request) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  if (runs_overlapped(one, request)) {
    if (nowhere(flags)) return set_error(WSAEFAULT);
    const int answer = start_receive_call(one, into_list, count, {received, flags, from, nullptr}, request);
    if (answer != 0) return set_error(answer);
    set_last_error(0);
    return 0;
  }
  received_pieces into;
  const int failed = into.take(into_list, count);
  if (failed != 0) return set_error(failed);
  if (flags == nullptr || (received == nullptr && request.structure == nullptr)) return set_error(WSAEFAULT);
  const receipt got = request.structure == nullptr ? receive(one, into.all(), *flags, from)
                                                   : receive_waiting(one, into.all(), *flags, from);
  const bool cut = got.failure == WSAEMSGSIZE;
  if (got.failure == 0 || cut) {
    if (received != nullptr) *received = static_cast<DWORD>(got.bytes);
    *flags = cut ? MSG_PARTIAL : 0;
    fill_ignored(request.structure, got.failure, got.bytes);
  }
  if (got.failure != 0) return set_error(got.failure);
  set_last_error(0);
  return 0;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI recv(SOCKET s, char* memory, int length, int flags) {
  using namespace loopsock::compat;
  bool looked = false;
  if (length > 0 && flags == 0) {
    const std::size_t count = receive_usual(s, memory, static_cast<std::size_t>(length), looked);
    if (count != 0) return static_cast<int>(count);
  }
  return receive_plain(s, memory, length, flags, {}, looked);
}

int WSAAPI recvfrom(SOCKET s, char* memory, int length, int flags, struct sockaddr* from, int* from_length) {
  return loopsock::compat::receive_plain(s, memory, length, flags, {from, from_length});
}

int WSAAPI WSARecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return loopsock::compat::receive_scattered(s, buffers, count, received, flags, {}, {overlapped, routine});
}

int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, struct sockaddr* from,
                       LPINT from_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return loopsock::compat::receive_scattered(s, buffers, count, received, flags, {from, from_length},
                                             {overlapped, routine});
}

// TCP has no disconnect data. Its page names WSAENOPROTOOPT for that case.
int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF data) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  if (data != nullptr && data->len != 0) return set_error(WSAENOPROTOOPT);
  return done(one->shutdown(one.number, loopsock::direction::receive));
}

}  // extern "C"
