// win32_small: the few calls of kernel32 that socket programs make: sleeping, ticks, and which process this is.
//
// Threads  any, without WSAStartup.
#include <windows.h>

#include <unistd.h>

#include <atomic>
#include <chrono>

#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

// Nobody wakes the word, so only the deadline ends the wait.
void sleep_until(host::time_point deadline) noexcept {
  const std::atomic<std::uint32_t> word{0};
  while (host::waiting->wait(word, 0, deadline)) {
  }
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

void WINAPI Sleep(DWORD milliseconds) {
  namespace host = loopsock::host;
  if (milliseconds == 0) return host::waiting->yield();
  loopsock::compat::sleep_until(
      milliseconds == INFINITE ? host::never : host::deadline_after(std::chrono::milliseconds(milliseconds)));
}

ULONGLONG WINAPI GetTickCount64(void) {
  const auto since = loopsock::host::now().time_since_epoch();
  return static_cast<ULONGLONG>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

DWORD WINAPI GetTickCount(void) { return static_cast<DWORD>(GetTickCount64()); }

DWORD WINAPI GetCurrentProcessId(void) { return static_cast<DWORD>(getpid()); }

}  // extern "C"
