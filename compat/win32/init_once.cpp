// init_once: something that one thread does while the others wait for it.
//
//     INIT_ONCE.Ptr    | the program's context 62 | how far 2 |
//
//     0 not begun ──► 1 running ──► 2 running, somebody sleeps        the function failed: back to 0, everybody is woken
//                         └──────────────┴──► 3 done, for good
//
// Threads sleep on the lower half of the word, which the state is in; the context comes in the same step as state 3.
#include <windows.h>

#include <atomic>
#include <bit>
#include <cstdint>

#include "compat/win32/failing.hpp"
#include "compat/win32/futex_word.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

namespace host = loopsock::host;

enum : std::uintptr_t { not_begun = 0, running = 1, running_watched = 2, done = 3, state_bits = 3 };

static_assert(std::endian::native == std::endian::little, "the lower half of the word comes first");

std::uintptr_t* word_of(INIT_ONCE& once) noexcept { return reinterpret_cast<std::uintptr_t*>(&once.Ptr); }

std::uintptr_t look(INIT_ONCE& once) noexcept {
  // acquire: pairs with settle(); who sees "done" sees what the function wrote.
  return __atomic_load_n(word_of(once), __ATOMIC_ACQUIRE);
}

bool step(INIT_ONCE& once, std::uintptr_t from, std::uintptr_t to) noexcept {
  return __atomic_compare_exchange_n(word_of(once), &from, to, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

enum class begun : std::uint8_t { by_us, already_done };

/// Either makes it ours to do, or waits until it is done.
begun begin(INIT_ONCE& once) noexcept {
  for (;;) {
    const std::uintptr_t state = look(once) & state_bits;
    if (state == done) return begun::already_done;
    if (state == not_begun) {
      if (step(once, not_begun, running)) return begun::by_us;
    } else if (state == running_watched || step(once, running, running_watched)) {
      host::waiting->wait(futex_word(&once.Ptr), running_watched, host::never);
    }
  }
}

/// Ends what begin() made ours.
void settle(INIT_ONCE& once, std::uintptr_t word) noexcept {
  // release: pairs with look().
  const std::uintptr_t before = __atomic_exchange_n(word_of(once), word, __ATOMIC_ACQ_REL);
  if (before == running_watched) host::waiting->wake(futex_word(&once.Ptr), true);
}

bool fits(const void* context) noexcept { return (reinterpret_cast<std::uintptr_t>(context) & state_bits) == 0; }

void hand_out(INIT_ONCE& once, void** context) noexcept {
  if (context != nullptr) *context = reinterpret_cast<void*>(look(once) & ~std::uintptr_t{state_bits});
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

void WINAPI InitOnceInitialize(PINIT_ONCE once) { once->Ptr = nullptr; }

BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter, LPVOID* context) {
  if (begin(*once) == begun::by_us) {
    void* made = nullptr;
    if (!function(once, parameter, &made)) {
      settle(*once, not_begun);
      return FALSE;  // with whatever error the function left
    }
    if (!fits(made)) {
      settle(*once, not_begun);
      return refuse(ERROR_INVALID_PARAMETER);
    }
    settle(*once, reinterpret_cast<std::uintptr_t>(made) | done);
  }
  hand_out(*once, context);
  return TRUE;
}

BOOL WINAPI InitOnceBeginInitialize(PINIT_ONCE once, DWORD flags, PBOOL pending, LPVOID* context) {
  if ((flags & ~DWORD{INIT_ONCE_CHECK_ONLY}) != 0) return refuse(ERROR_INVALID_PARAMETER);
  if ((flags & INIT_ONCE_CHECK_ONLY) != 0 && (look(*once) & state_bits) != done) {
    *pending = TRUE;
    return refuse(ERROR_GEN_FAILURE);
  }
  *pending = begin(*once) == begun::by_us ? TRUE : FALSE;
  if (!*pending) hand_out(*once, context);
  return TRUE;
}

BOOL WINAPI InitOnceComplete(PINIT_ONCE once, DWORD flags, LPVOID context) {
  const std::uintptr_t state = look(*once);
  if ((flags & ~DWORD{INIT_ONCE_INIT_FAILED}) != 0 || !fits(context)) return refuse(ERROR_INVALID_PARAMETER);
  if (state != running && state != running_watched) return refuse(ERROR_GEN_FAILURE);
  const bool failed = (flags & INIT_ONCE_INIT_FAILED) != 0;
  if (failed && context != nullptr) return refuse(ERROR_INVALID_PARAMETER);
  settle(*once, failed ? std::uintptr_t{not_begun} : reinterpret_cast<std::uintptr_t>(context) | done);
  return TRUE;
}

}  // extern "C"
