// srw_lock: many readers or one writer, in one word of a structure that is all zeros when free.
//
//     bit 31  a writer holds it
//     bit 30  somebody sleeps, or is about to
//     0…29    how many readers hold it
//
// While somebody sleeps no new reader comes in, so that readers who follow on each other's heels do not keep a writer out. Whoever makes
// the count 0 while somebody sleeps clears bit 30 and wakes them all; those who find it taken again set the bit again.
#include <windows.h>

#include <atomic>
#include <cstdint>

#include "compat/win32/futex_word.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

namespace host = loopsock::host;

constexpr std::uint32_t writer = 1u << 31;
constexpr std::uint32_t sleepers = 1u << 30;

std::atomic<std::uint32_t>& word_of(SRWLOCK& lock) noexcept { return futex_word(&lock.Ptr); }

constexpr bool free_for_writer(std::uint32_t value) noexcept { return (value & ~sleepers) == 0; }
constexpr bool free_for_reader(std::uint32_t value) noexcept { return (value & (writer | sleepers)) == 0; }

bool try_write(std::atomic<std::uint32_t>& word) noexcept {
  std::uint32_t value = word.load(std::memory_order_relaxed);
  while (free_for_writer(value)) {
    // acquire: pairs with the release of whoever held it before. The sleepers' bit stays, and is this writer's to answer.
    if (word.compare_exchange_weak(value, value | writer, std::memory_order_acquire, std::memory_order_relaxed))
      return true;
  }
  return false;
}

bool try_read(std::atomic<std::uint32_t>& word) noexcept {
  std::uint32_t value = word.load(std::memory_order_relaxed);
  while (free_for_reader(value)) {
    // acquire: pairs with the release of the last writer.
    if (word.compare_exchange_weak(value, value + 1, std::memory_order_acquire, std::memory_order_relaxed)) return true;
  }
  return false;
}

/// Sleeps while `word` is held against us: `may` says whether a value lets us in, `mine` tries it.
template <class May, class Try>
void acquire(std::atomic<std::uint32_t>& word, May may, Try mine) noexcept {
  for (unsigned turn = 0; turn < host::waiting->spins; ++turn) {
    if (mine(word)) return;
    host::relax();
  }
  while (!mine(word)) {
    std::uint32_t value = word.load(std::memory_order_relaxed);
    if (may(value)) continue;  // it was let go meanwhile
    if ((value & sleepers) == 0 &&
        !word.compare_exchange_strong(value, value | sleepers, std::memory_order_relaxed, std::memory_order_relaxed))
      continue;
    host::waiting->wait(word, value | sleepers, host::never);
  }
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

void WINAPI InitializeSRWLock(PSRWLOCK lock) { lock->Ptr = nullptr; }

void WINAPI AcquireSRWLockExclusive(PSRWLOCK lock) { acquire(word_of(*lock), free_for_writer, try_write); }
void WINAPI AcquireSRWLockShared(PSRWLOCK lock) { acquire(word_of(*lock), free_for_reader, try_read); }
BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock) { return try_write(word_of(*lock)) ? TRUE : FALSE; }
BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock) { return try_read(word_of(*lock)) ? TRUE : FALSE; }

void WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock) {
  std::atomic<std::uint32_t>& word = word_of(*lock);
  // release: pairs with try_read and try_write. A writer held it, so nothing but the sleepers' bit is lost.
  if ((word.exchange(0, std::memory_order_release) & sleepers) != 0) loopsock::host::waiting->wake(word, true);
}

void WINAPI ReleaseSRWLockShared(PSRWLOCK lock) {
  std::atomic<std::uint32_t>& word = word_of(*lock);
  std::uint32_t value = word.load(std::memory_order_relaxed);
  // One step lets go, clears the bit and is the last look at the word: behind it the lock may be gone.
  // release: pairs with try_write; the next writer comes after all that the readers read.
  while (!word.compare_exchange_weak(value, value == (sleepers | 1) ? 0 : value - 1, std::memory_order_release,
                                     std::memory_order_relaxed)) {
  }
  if (value == (sleepers | 1)) loopsock::host::waiting->wake(word, true);
}

}  // extern "C"
