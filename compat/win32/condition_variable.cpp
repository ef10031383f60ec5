// condition_variable: a count of wake-ups to sleep on, and a count of sleepers that spares the wake-up when there are none.
//
//     | wake-ups 32 | sleepers 32 |      the two halves of CONDITION_VARIABLE.Ptr
//
//   sleeper   counts itself, reads the wake-ups, lets the lock go, sleeps while the wake-ups are what it read
//   waker     adds a wake-up, and makes the system call if anybody counted himself
//
// A waker that holds the lock, or has held it since the sleeper did, comes after both of the sleeper's steps, so it is seen.
#include <windows.h>

#include <atomic>
#include <chrono>
#include <cstdint>

#include "compat/win32/failing.hpp"
#include "compat/win32/futex_word.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

namespace host = loopsock::host;

std::atomic<std::uint32_t>& wakeups_of(CONDITION_VARIABLE& condition) noexcept { return futex_word(&condition.Ptr); }
std::atomic<std::uint32_t>& sleepers_of(CONDITION_VARIABLE& condition) noexcept {
  return futex_word(reinterpret_cast<char*>(&condition.Ptr) + sizeof(std::uint32_t));
}
static_assert(sizeof(CONDITION_VARIABLE) == 2 * sizeof(std::uint32_t));

template <class Release, class Acquire>
BOOL sleep_on(CONDITION_VARIABLE& condition, DWORD milliseconds, Release release, Acquire acquire) noexcept {
  const host::time_point deadline =
      milliseconds == INFINITE ? host::never : host::deadline_after(std::chrono::milliseconds(milliseconds));
  std::atomic<std::uint32_t>& wakeups = wakeups_of(condition);
  // relaxed: the program's own lock orders these against the waker, see above.
  sleepers_of(condition).fetch_add(1, std::memory_order_relaxed);
  const std::uint32_t seen = wakeups.load(std::memory_order_relaxed);
  release();
  const bool in_time = host::waiting->wait(wakeups, seen, deadline);
  sleepers_of(condition).fetch_sub(1, std::memory_order_relaxed);
  acquire();
  return in_time ? TRUE : refuse(ERROR_TIMEOUT);
}

void wake(CONDITION_VARIABLE& condition, bool everybody) noexcept {
  // seq_cst: a waker outside the lock must not look at the sleepers before its own wake-up is there for them to see.
  wakeups_of(condition).fetch_add(1, std::memory_order_seq_cst);
  if (sleepers_of(condition).load(std::memory_order_seq_cst) != 0)
    host::waiting->wake(wakeups_of(condition), everybody);
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

void WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition) { condition->Ptr = nullptr; }

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, PCRITICAL_SECTION section, DWORD milliseconds) {
  return sleep_on(
      *condition, milliseconds, [=] { LeaveCriticalSection(section); }, [=] { EnterCriticalSection(section); });
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds, ULONG flags) {
  if ((flags & CONDITION_VARIABLE_LOCKMODE_SHARED) != 0)
    return sleep_on(
        *condition, milliseconds, [=] { ReleaseSRWLockShared(lock); }, [=] { AcquireSRWLockShared(lock); });
  return sleep_on(
      *condition, milliseconds, [=] { ReleaseSRWLockExclusive(lock); }, [=] { AcquireSRWLockExclusive(lock); });
}

void WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition) { wake(*condition, false); }
void WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition) { wake(*condition, true); }

}  // extern "C"
