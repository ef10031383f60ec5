// critical_section: a lock that its owner may enter again, in the words of the program's own structure.
//
//   LockCount       0 free · 1 entered · 2 entered and somebody may be asleep. Written by those who enter and by who leaves.
//   OwningThread    the address of a variable of the owner's own; a thread can find its own there only if it is inside.
//   RecursionCount  the owner's alone.
//
// A thread is known by an address, not by its id, because that costs a system call here.
#include <windows.h>

#include <atomic>
#include <cstdint>
#include <new>

#include "compat/win32/futex_word.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

namespace host = loopsock::host;

thread_local char own_address;

void* this_thread_mark() noexcept { return &own_address; }

std::atomic<std::uint32_t>& word_of(CRITICAL_SECTION& section) noexcept { return futex_word(&section.LockCount); }

bool is_mine(const CRITICAL_SECTION& section) noexcept {
  // relaxed: only this thread writes this value there, and takes it away before it leaves.
  return __atomic_load_n(&section.OwningThread, __ATOMIC_RELAXED) == this_thread_mark();
}

void take(CRITICAL_SECTION& section) noexcept {
  __atomic_store_n(&section.OwningThread, this_thread_mark(), __ATOMIC_RELAXED);
  section.RecursionCount = 1;
}

bool try_word(std::atomic<std::uint32_t>& word) noexcept {
  std::uint32_t expected = 0;
  // acquire: pairs with the exchange in LeaveCriticalSection; we see what the last owner wrote.
  return word.compare_exchange_strong(expected, 1, std::memory_order_acquire, std::memory_order_relaxed);
}

void enter_slowly(std::atomic<std::uint32_t>& word, ULONG_PTR spins) noexcept {
  for (ULONG_PTR turn = 0; turn < spins; ++turn) {
    if (word.load(std::memory_order_relaxed) == 0 && try_word(word)) return;
    host::relax();
  }
  // Entered as 2 from here on: who was woken cannot know whether others sleep still.
  while (word.exchange(2, std::memory_order_acquire) != 0) host::waiting->wait(word, 2, host::never);
}

/// The program's count, kept to what makes sense: one processor gains nothing, and a second of spinning nobody wants.
ULONG_PTR spins_for(DWORD asked) noexcept {
  constexpr DWORD most = 4000;
  if (host::waiting->spins == 0) return 0;
  const DWORD count = asked & 0x00ffffff;  // the highest byte holds flags
  return count == 0 ? host::waiting->spins : count < most ? count : most;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spins, DWORD) {
  *section = {};
  section->SpinCount = spins_for(spins);
  return TRUE;
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spins) {
  return InitializeCriticalSectionEx(section, spins, 0);
}

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section) { InitializeCriticalSectionEx(section, 0, 0); }

DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spins) {
  const auto before = static_cast<DWORD>(__atomic_load_n(&section->SpinCount, __ATOMIC_RELAXED));
  __atomic_store_n(&section->SpinCount, spins_for(spins), __ATOMIC_RELAXED);
  return before;
}

void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section) { *section = {}; }

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section) {
  if (is_mine(*section)) {
    ++section->RecursionCount;
    return TRUE;
  }
  if (!try_word(word_of(*section))) return FALSE;
  take(*section);
  return TRUE;
}

void WINAPI EnterCriticalSection(LPCRITICAL_SECTION section) {
  if (TryEnterCriticalSection(section)) return;
  enter_slowly(word_of(*section), __atomic_load_n(&section->SpinCount, __ATOMIC_RELAXED));
  take(*section);
}

void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section) {
  if (--section->RecursionCount != 0) return;
  __atomic_store_n(&section->OwningThread, static_cast<void*>(nullptr), __ATOMIC_RELAXED);
  std::atomic<std::uint32_t>& word = word_of(*section);
  // release: pairs with try_word and enter_slowly. Behind it the section may be another's, or gone: only its address is used.
  if (word.exchange(0, std::memory_order_release) == 2) host::waiting->wake(word, false);
}

}  // extern "C"
