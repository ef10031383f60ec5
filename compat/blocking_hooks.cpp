// blocking_hooks: Winsock 1.1's way to let a program do something else while a call blocks.
//
//   recv (blocked) ─► hook ─► WSACancelBlockingCall ─► recv answers WSAEINTR
//         ▲            │
//         └────────────┘ TRUE: call it again at once; FALSE: sleep a little first
//
// They exist for applications that started with version 1.0 or 1.1. For all others WSASetBlockingHook, WSAUnhookBlockingHook and
// WSACancelBlockingCall answer WSAEOPNOTSUPP, as the specification of Winsock 2 says. The default hook does nothing, and then a call
// sleeps without any hook.
//
// Threads  every thread has its own hook.
#include <winsock2.h>

#include "compat/callback_guard.hpp"
#include "compat/last_error.hpp"
#include "compat/startup.hpp"
#include "stack/socket/blocking.hpp"

namespace loopsock::compat {
namespace {

extern "C" INT_PTR WINAPI loopsock_default_blocking_hook(void) { return FALSE; }

/// Written and read by its own thread only.
thread_local FARPROC hook = &loopsock_default_blocking_hook;

// A hook is declared as a BOOL function and passed as a FARPROC; what it leaves in the upper half of the register means nothing.
bool run_hook() {
  if (!started_as_version_1()) return false;  // left over from a start that is over
  const callback_guard guard;
  return static_cast<BOOL>(hook()) != FALSE;
}

int check_version() noexcept {
  if (!started()) return WSANOTINITIALISED;
  return started_as_version_1() ? 0 : WSAEOPNOTSUPP;
}

FARPROC install(FARPROC next) noexcept {
  const FARPROC before = hook;
  hook = next;
  this_threads_hook().step = next == &loopsock_default_blocking_hook ? nullptr : &run_hook;
  return before;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

FARPROC WSAAPI WSASetBlockingHook(FARPROC next) {
  using namespace loopsock::compat;
  int failed = check_version();
  if (failed == 0 && in_callback()) failed = WSAEINPROGRESS;
  if (failed == 0 && next == nullptr) failed = WSAEFAULT;
  if (failed != 0) {
    set_last_error(failed);
    return nullptr;
  }
  return install(next);
}

int WSAAPI WSAUnhookBlockingHook(void) {
  using namespace loopsock::compat;
  int failed = check_version();
  if (failed == 0 && in_callback()) failed = WSAEINPROGRESS;
  if (failed != 0) return set_error(failed);
  install(&loopsock_default_blocking_hook);
  return 0;
}

// One of the two calls that a hook may make.
BOOL WSAAPI WSAIsBlocking(void) { return loopsock::this_threads_hook().in_call ? TRUE : FALSE; }

// The other one.
int WSAAPI WSACancelBlockingCall(void) {
  using namespace loopsock::compat;
  const int failed = check_version();
  if (failed != 0) return set_error(failed);
  loopsock::blocking_hook& mine = loopsock::this_threads_hook();
  if (!mine.in_call) return set_error(WSAEINVAL);  // no call is blocked
  mine.cancelled = true;
  return 0;
}

}  // extern "C"
