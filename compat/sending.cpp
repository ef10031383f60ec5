// sending: send, sendto, WSASend, WSASendTo, WSASendDisconnect.
//
// MSG_DONTROUTE and MSG_PARTIAL are accepted and mean nothing here: the stack routes every packet itself, and neither TCP nor UDP has
// messages in parts. MSG_OOB is for streams. Any other flag is WSAEOPNOTSUPP.
//
// Threads  any; several threads may send on one socket, and each call's bytes stay together.
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/overlapped_request.hpp"
#include "compat/pieces.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

using sent_pieces = pieces<const_buffer>;

constexpr DWORD known_flags = MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL;

/// Sends to `to`, or where it is NULL to whom the socket is connected. 0, or the error; `sent` is set on success only.
int transmit(const open_socket& one, const_buffers from, DWORD flags, const sockaddr* to, int to_length,
             std::size_t& sent) noexcept {
  if ((flags & ~known_flags) != 0) return WSAEOPNOTSUPP;
  const bool urgent = (flags & MSG_OOB) != 0;
  bool datagram = false;
  if (urgent || to != nullptr) {
    socket_facts facts;
    if (!facts_of(one, facts)) return last_error();
    datagram = facts.spec.kind != socket_kind::stream;
    if (urgent && datagram) return WSAEOPNOTSUPP;
  }
  io_result result;
  if (datagram && to != nullptr) {
    endpoint where;
    const int unfit = read_name(to, to_length, where);
    if (unfit != 0) return unfit;
    result = one->send_to(one.number, from, where);
  } else {
    // A stream ignores the address (Microsoft's page of sendto).
    result = one->send(one.number, from, urgent ? stream_urgent : 0u);
  }
  if (result.failure != error::none) return wsa_error(result.failure);
  sent = result.bytes;
  return 0;
}

int send_plain(SOCKET s, const char* memory, int length, int flags, const sockaddr* to, int to_length) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  sent_pieces from;
  int failed = from.take(memory, length);
  if (failed != 0) return set_error(failed);
  std::size_t sent = 0;
  failed = transmit(one, from.all(), static_cast<DWORD>(flags), to, to_length, sent);
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return static_cast<int>(sent);
}

int send_gathered(SOCKET s, const WSABUF* buffers, DWORD count, DWORD* sent_out, DWORD flags, const sockaddr* to,
                  int to_length, const WSAOVERLAPPED* overlapped) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  sent_pieces from;
  int failed = from.take(buffers, count);
  if (failed != 0) return set_error(failed);
  if (sent_out == nullptr && overlapped == nullptr) return set_error(WSAEFAULT);
  failed = refuse_overlapped(one, overlapped);
  if (failed != 0) return set_error(failed);
  std::size_t sent = 0;
  failed = transmit(one, from.all(), flags, to, to_length, sent);
  if (failed != 0) return set_error(failed);
  if (sent_out != nullptr) *sent_out = static_cast<DWORD>(sent);
  set_last_error(0);
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int WSAAPI send(SOCKET s, const char* memory, int length, int flags) {
  return loopsock::compat::send_plain(s, memory, length, flags, nullptr, 0);
}

int WSAAPI sendto(SOCKET s, const char* memory, int length, int flags, const struct sockaddr* to, int to_length) {
  return loopsock::compat::send_plain(s, memory, length, flags, to, to_length);
}

int WSAAPI WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  return loopsock::compat::send_gathered(s, buffers, count, sent, flags, nullptr, 0, overlapped);
}

int WSAAPI WSASendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr* to,
                     int to_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  return loopsock::compat::send_gathered(s, buffers, count, sent, flags, to, to_length, overlapped);
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
