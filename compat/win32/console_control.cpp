// console_control: Ctrl-C and its kin, from signals to the program's handlers.
//
//   signal handler ── pending, wake ──► [thread of ours: handlers, the last one added first] ──► nobody took it: the signal's own effect
//
// A signal handler may do next to nothing, the program's handlers anything; hence the thread. It exists from the first handler on.
//
// Locks  `lock` guards the list; no handler is called under it.
#include <windows.h>

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>

#include "compat/win32/failing.hpp"
#include "compat/win32/native_thread.hpp"
#include "stack/host/blocked_signals.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

struct meaning {
  int signal;
  DWORD event;
};
constexpr std::array meanings{meaning{SIGINT, CTRL_C_EVENT}, meaning{SIGQUIT, CTRL_BREAK_EVENT},
                              meaning{SIGTERM, CTRL_CLOSE_EVENT}, meaning{SIGHUP, CTRL_CLOSE_EVENT}};

struct handler_list {
  host::spin_mutex lock;
  std::array<PHANDLER_ROUTINE, 64> added{};
  std::size_t count = 0;
  bool started = false;
  // Written under the lock; read without it by the thread, for which the next signal is early enough.
  std::atomic<bool> ignores_ctrl_c{false};
};
constinit handler_list handlers;

// A bit for each of `meanings`. Written by the signal handler (release), taken by the thread (acquire).
constinit std::atomic<std::uint32_t> pending{0};

void on_signal(int signal) {
  const int before = errno;
  for (std::size_t i = 0; i < meanings.size(); ++i)
    if (meanings[i].signal == signal) pending.fetch_or(1u << i, std::memory_order_release);
  host::waiting->wake(pending, false);  // one system call, which may be made here
  errno = before;
}

/// What the signal does to a process that says nothing about it.
void end_by(int signal) noexcept {
  std::signal(signal, SIG_DFL);
  kill(getpid(), signal);  // this thread blocks it, the others do not
}

bool is_taken(DWORD event) noexcept {
  std::array<PHANDLER_ROUTINE, std::tuple_size_v<decltype(handlers.added)>> now;
  std::size_t count = 0;
  {
    const std::lock_guard guard(handlers.lock);
    now = handlers.added;
    count = handlers.count;
  }
  while (count != 0)
    if (now[--count](event)) return true;
  return false;
}

void serve(const meaning& m) noexcept {
  if (m.event == CTRL_C_EVENT && handlers.ignores_ctrl_c.load(std::memory_order_relaxed)) return;
  const bool taken = is_taken(m.event);
  if (!taken || m.event == CTRL_CLOSE_EVENT) end_by(m.signal);
}

void run(void*) {
  for (;;) {
    host::waiting->wait(pending, 0, host::never);
    const std::uint32_t now = pending.exchange(0, std::memory_order_acquire);
    for (std::size_t i = 0; i < meanings.size(); ++i)
      if ((now >> i & 1) != 0) serve(meanings[i]);
  }
}

void take_signals() noexcept {
  for (const meaning& m : meanings) {
    struct sigaction now {};
    if (sigaction(m.signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) continue;
    struct sigaction ours {};
    ours.sa_handler = on_signal;
    ours.sa_flags = SA_RESTART;
    sigfillset(&ours.sa_mask);
    sigaction(m.signal, &ours, nullptr);
  }
}

/// Starts the thread and takes the signals, once. handlers.lock held.
bool start() noexcept {
  if (handlers.started) return true;
  const host::blocked_signals while_it_begins;  // the thread inherits it: the program's own handlers do not run there
  if (!start_native_thread(run, nullptr, 0)) return false;
  take_signals();
  return handlers.started = true;
}

int add(PHANDLER_ROUTINE handler) noexcept {
  const std::lock_guard guard(handlers.lock);
  if (handlers.count == handlers.added.size() || !start()) return ERROR_NOT_ENOUGH_MEMORY;
  handlers.added[handlers.count++] = handler;
  return 0;
}

int remove(PHANDLER_ROUTINE handler) noexcept {
  const std::lock_guard guard(handlers.lock);
  for (std::size_t i = handlers.count; i-- > 0;) {
    if (handlers.added[i] != handler) continue;
    for (--handlers.count; i < handlers.count; ++i) handlers.added[i] = handlers.added[i + 1];
    return 0;
  }
  return ERROR_INVALID_PARAMETER;
}

int ignore_ctrl_c(bool ignored) noexcept {
  const std::lock_guard guard(handlers.lock);
  if (!start()) return ERROR_NOT_ENOUGH_MEMORY;
  handlers.ignores_ctrl_c.store(ignored, std::memory_order_relaxed);
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL wanted) {
  const int error = handler == nullptr ? ignore_ctrl_c(wanted != FALSE)
                    : wanted != FALSE  ? add(handler)
                                       : loopsock::compat::remove(handler);
  return error == 0 ? TRUE : refuse(error);
}

BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group) {
  if (event > CTRL_BREAK_EVENT || (group != 0 && group != GetCurrentProcessId()))
    return refuse(ERROR_INVALID_PARAMETER);
  kill(getpid(), event == CTRL_C_EVENT ? SIGINT : SIGQUIT);
  return TRUE;
}

}  // extern "C"
