// receive_ex: WSARecvEx: a datagram that was cut is no error there but a flag.
//
// Threads  any.
#include <mswsock.h>
#include <winsock2.h>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"

extern "C" int WINAPI WSARecvEx(SOCKET s, char* buffer, int length, int* flags) {
  using namespace loopsock::compat;
  if (!writable(flags)) return set_error(WSAEFAULT);
  if (length < 0) return set_error(WSAEINVAL);
  WSABUF into{static_cast<ULONG>(length), buffer};
  DWORD bytes = 0;
  auto how = static_cast<DWORD>(*flags);
  const int result = WSARecv(s, &into, 1, &bytes, &how, nullptr, nullptr);
  const bool cut = result == SOCKET_ERROR && last_error() == WSAEMSGSIZE;
  if (result == SOCKET_ERROR && !cut) return SOCKET_ERROR;
  *flags = cut ? MSG_PARTIAL : 0;
  set_last_error(0);
  return static_cast<int>(bytes);
}
