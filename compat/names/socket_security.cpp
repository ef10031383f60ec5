// socket_security: the calls of Windows' secure sockets. Each stands for a control code (Microsoft's pages), and WSAIoctl answers those with
// WSAEOPNOTSUPP, after the checks that are the same for all: the socket, an overlapped call's structure.
//
// Threads  any.
#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"

namespace loopsock::compat {
namespace {

int control(SOCKET s, DWORD code, const void* in, ULONG in_bytes, void* out, DWORD out_bytes,
            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  DWORD returned = 0;
  return WSAIoctl(s, code, const_cast<void*>(in), in_bytes, out, out_bytes, &returned, overlapped, routine);
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

int WSAAPI WSASetSocketSecurity(SOCKET s, const SOCKET_SECURITY_SETTINGS* settings, ULONG bytes,
                                LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return control(s, SIO_SET_SECURITY, settings, bytes, nullptr, 0, overlapped, routine);
}

int WSAAPI WSAQuerySocketSecurity(SOCKET s, const SOCKET_SECURITY_QUERY_TEMPLATE* question, ULONG question_bytes,
                                  SOCKET_SECURITY_QUERY_INFO* answer, ULONG* answer_bytes, LPWSAOVERLAPPED overlapped,
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  if (!find(s)) return SOCKET_ERROR;
  if (!readable(answer_bytes)) return set_error(WSAEFAULT);
  return control(s, SIO_QUERY_SECURITY, question, question_bytes, answer, *answer_bytes, overlapped, routine);
}

int WSAAPI WSASetSocketPeerTargetName(SOCKET s, const SOCKET_PEER_TARGET_NAME* name, ULONG bytes,
                                      LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return control(s, SIO_SET_PEER_TARGET_NAME, name, bytes, nullptr, 0, overlapped, routine);
}

int WSAAPI WSADeleteSocketPeerTargetName(SOCKET s, const struct sockaddr* peer, ULONG bytes, LPWSAOVERLAPPED overlapped,
                                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return control(s, SIO_DELETE_PEER_TARGET_NAME, peer, bytes, nullptr, 0, overlapped, routine);
}

int WSAAPI WSAImpersonateSocketPeer(SOCKET s, const struct sockaddr*, ULONG) {
  return find(s) ? set_error(WSAEOPNOTSUPP) : SOCKET_ERROR;
}

int WSAAPI WSARevertImpersonation(void) { return set_error(WSAEOPNOTSUPP); }

}  // extern "C"
