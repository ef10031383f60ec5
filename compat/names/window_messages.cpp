// window_messages: WSAAsyncSelect and the WSAAsyncGet calls, which answer by a message to a window. There is no message queue here, so that
// none of them can begin.
//
// Of the errors that Microsoft's pages name: WSAAsyncSelect has WSAEINVAL for a window that does not exist. The others do not look at the
// window before they have the answer; they have WSAEWOULDBLOCK for "cannot be scheduled at this time due to constraints of the implementation".
//
// Threads  any.
#include <winsock2.h>

#include "compat/callback_guard.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/startup.hpp"

namespace loopsock::compat {
namespace {

HANDLE not_scheduled() noexcept {
  set_error(!started() ? WSANOTINITIALISED : in_callback() ? WSAEINPROGRESS : WSAEWOULDBLOCK);
  return nullptr;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAAsyncSelect(SOCKET s, HWND, u_int, LONG) {
  using namespace loopsock::compat;
  return find(s) ? set_error(WSAEINVAL) : SOCKET_ERROR;
}

HANDLE WSAAPI WSAAsyncGetHostByName(HWND, u_int, const char*, char*, int) { return loopsock::compat::not_scheduled(); }

HANDLE WSAAPI WSAAsyncGetHostByAddr(HWND, u_int, const char*, int, int, char*, int) {
  return loopsock::compat::not_scheduled();
}

HANDLE WSAAPI WSAAsyncGetProtoByName(HWND, u_int, const char*, char*, int) { return loopsock::compat::not_scheduled(); }

HANDLE WSAAPI WSAAsyncGetProtoByNumber(HWND, u_int, int, char*, int) { return loopsock::compat::not_scheduled(); }

HANDLE WSAAPI WSAAsyncGetServByName(HWND, u_int, const char*, const char*, char*, int) {
  return loopsock::compat::not_scheduled();
}

HANDLE WSAAPI WSAAsyncGetServByPort(HWND, u_int, int, const char*, char*, int) {
  return loopsock::compat::not_scheduled();
}

// Since none began, no handle names one.
int WSAAPI WSACancelAsyncRequest(HANDLE) {
  using namespace loopsock::compat;
  return set_error(!started() ? WSANOTINITIALISED : WSAEINVAL);
}

}  // extern "C"
