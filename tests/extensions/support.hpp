// support: extension functions as programs get them, and an OVERLAPPED with an event to wait for.
#pragma once

#include <mswsock.h>
#include <ntstatus.h>
#include <winsock2.h>

#include <string>

#include "tests/winsock/support.hpp"

namespace winsock_test {

/// The function of that identifier, or nullptr.
template <class Function>
Function extension(SOCKET s, GUID id) {
  Function function = nullptr;
  DWORD bytes = 0;
  WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &bytes, nullptr, nullptr);
  return function;
}

/// One operation under way, told by an event.
struct told : OVERLAPPED {
  told() : OVERLAPPED{} { hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr); }
  ~told() { CloseHandle(hEvent); }
  told(const told&) = delete;
  told& operator=(const told&) = delete;

  bool ends(milliseconds within = soon) const {
    return WaitForSingleObject(hEvent, static_cast<DWORD>(within.count())) == WAIT_OBJECT_0;
  }
  /// Its error once it has ended; `bytes` is set either way.
  int result(SOCKET s) {
    DWORD flags = 0;
    return WSAGetOverlappedResult(s, this, &bytes, FALSE, &flags) ? 0 : WSAGetLastError();
  }
  DWORD bytes = 0;
};

/// 0 for TRUE, else the error.
inline int answer(BOOL what) { return what ? 0 : WSAGetLastError(); }

/// What AcceptEx fills: first data and both addresses.
struct accept_room {
  static constexpr DWORD name_bytes = sizeof(sockaddr_in6) + 16;
  char bytes[512 + 2 * name_bytes] = {};

  int accept(SOCKET listener, SOCKET into, DWORD data, OVERLAPPED& how) {
    DWORD received = 0;
    return answer(AcceptEx(listener, into, bytes, data, name_bytes, name_bytes, &received, &how));
  }
  socket_name remote(DWORD data) {
    sockaddr *here = nullptr, *there = nullptr;
    int here_length = 0, there_length = 0;
    GetAcceptExSockaddrs(bytes, data, name_bytes, name_bytes, &here, &here_length, &there, &there_length);
    socket_name name;
    name.length = there_length;
    std::memcpy(&name.at, there, static_cast<std::size_t>(there_length));
    return name;
  }
};

}  // namespace winsock_test
