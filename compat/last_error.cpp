#include "compat/last_error.hpp"

#include <windows.h>
#include <winsock2.h>

namespace loopsock::compat {
namespace {

// Written and read by its own thread only.
thread_local int slot = 0;

}  // namespace

void set_last_error(int error) noexcept { slot = error; }
int last_error() noexcept { return slot; }

int set_error(int error) noexcept {
  slot = error;
  return SOCKET_ERROR;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAGetLastError(void) { return loopsock::compat::last_error(); }
void WSAAPI WSASetLastError(int error) { loopsock::compat::set_last_error(error); }

DWORD WINAPI GetLastError(void) { return static_cast<DWORD>(loopsock::compat::last_error()); }
void WINAPI SetLastError(DWORD error) { loopsock::compat::set_last_error(static_cast<int>(error)); }

}  // extern "C"
