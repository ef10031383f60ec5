// sending: send, sendto, WSASend, WSASendTo, WSASendDisconnect. Overlapped sends are in overlapped/send_calls.cpp.
//
// MSG_DONTROUTE and MSG_PARTIAL are accepted and mean nothing here: the stack routes every packet itself, and neither TCP nor UDP has
// messages in parts. MSG_OOB is for streams. Any other flag is WSAEOPNOTSUPP.
//
// Threads  any; several threads may send on one socket, and each call's bytes stay together.
#include "compat/sending.hpp"

#include <ws2tcpip.h>

#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/last_error.hpp"
#include "compat/overlapped/send_calls.hpp"
#include "compat/pieces.hpp"
#include "compat/quick_call.hpp"
#include "compat/sockaddr.hpp"
#include "compat/waiting_operation.hpp"

namespace loopsock::compat {
namespace {

using sent_pieces = pieces<const_buffer>;

constexpr DWORD known_flags = MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL;

/// Sends to `to`, or where it is NULL to whom the socket is connected. 0, or the error; `sent` is set on success only.
int transmit(const open_socket& one, const_buffers from, DWORD flags, const receiver_name& to,
             std::size_t& sent) noexcept {
  sent_where where;
  const int unfit = check_send(one, flags, to, where);
  if (unfit != 0) return unfit;
  const io_result result =
      where.named ? one->send_to(one.number, from, where.to) : one->send(one.number, from, where.flags);
  if (result.failure == error::would_block || (result.failure == error::none && result.bytes < total_size(from)))
    re_enable(one, FD_WRITE);
  if (result.failure != error::none) return wsa_error(result.failure);
  sent = result.bytes;
  return 0;
}

int send_plain(SOCKET s, const char* memory, int length, int flags, const receiver_name& to) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  sent_pieces from;
  int failed = from.take(memory, length);
  if (failed != 0) return set_error(failed);
  std::size_t sent = 0;
  failed = transmit(one, from.all(), static_cast<DWORD>(flags), to, sent);
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return static_cast<int>(sent);
}

// As receive_waiting() in receiving.cpp. Datagrams never wait.
int transmit_waiting(const open_socket& one, const_buffers from, DWORD flags, const receiver_name& to,
                     std::size_t& sent) noexcept {
  if (!one->is_stream()) return transmit(one, from, flags, to, sent);
  sent_where where;
  const int unfit = check_send(one, flags, to, where);
  if (unfit != 0) return unfit;
  blocking_operation op;
  op.from = from;
  op.flags = where.flags;
  const error refused = await_operation(one, op, one->start_send(one.number, op));
  if (refused != error::none) return wsa_error(refused);
  sent = op.result.bytes;
  return wsa_error(op.result.failure);
}

}  // namespace

int check_send(const open_socket& one, DWORD flags, const receiver_name& to, sent_where& out) noexcept {
  if ((flags & ~known_flags) != 0) return WSAEOPNOTSUPP;
  const bool urgent = (flags & MSG_OOB) != 0;
  out.flags = urgent ? stream_urgent : 0u;
  if (one->is_stream()) return 0;  // it ignores the address (Microsoft's page of sendto)
  if (urgent) return WSAEOPNOTSUPP;
  out.named = to.name != nullptr;
  return out.named ? read_name(to.name, to.length, out.to) : 0;
}

int send_gathered(SOCKET s, const WSABUF* buffers, DWORD count, DWORD* sent_out, DWORD flags, const receiver_name& to,
                  const overlapped_request& request) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  int failed = 0;
  if (runs_overlapped(one, request)) {
    failed = start_send_call(one, buffers, count, flags, to, sent_out, request);
  } else {
    sent_pieces from;
    failed = from.take(buffers, count);
    if (failed != 0) return set_error(failed);
    if (sent_out == nullptr && request.structure == nullptr) return set_error(WSAEFAULT);
    std::size_t sent = 0;
    failed = request.structure == nullptr ? transmit(one, from.all(), flags, to, sent)
                                          : transmit_waiting(one, from.all(), flags, to, sent);
    if (failed == 0) {
      if (sent_out != nullptr) *sent_out = static_cast<DWORD>(sent);
      fill_ignored(request.structure, 0, sent);
    }
  }
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI send(SOCKET s, const char* memory, int length, int flags) {
  using namespace loopsock::compat;
  if (length > 0 && flags == 0 && send_usual(s, memory, static_cast<std::size_t>(length))) return length;
  return send_plain(s, memory, length, flags, {});
}

int WSAAPI sendto(SOCKET s, const char* memory, int length, int flags, const struct sockaddr* to, int to_length) {
  return loopsock::compat::send_plain(s, memory, length, flags, {to, to_length});
}

int WSAAPI WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  using namespace loopsock::compat;
  const bool plain = overlapped == nullptr && flags == 0 && count == 1 && buffers != nullptr && sent != nullptr;
  if (plain && send_usual(s, buffers->buf, buffers->len)) {
    *sent = buffers->len;
    return 0;
  }
  return send_gathered(s, buffers, count, sent, flags, {}, {overlapped, routine});
}

int WSAAPI WSASendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr* to,
                     int to_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return loopsock::compat::send_gathered(s, buffers, count, sent, flags, {to, to_length}, {overlapped, routine});
}

// TCP has no disconnect data. Its page names WSAENOPROTOOPT for that case.
int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF data) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  if (data != nullptr && data->len != 0) return set_error(WSAENOPROTOOPT);
  return done(one->shutdown(one.number, loopsock::direction::send));
}

}  // extern "C"
