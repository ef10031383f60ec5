// spin_mutex: a mutex of four bytes that spins a little before it sleeps.
//
// Most of our critical sections are shorter than a futex call, so a waiter looks again a few times and only then sleeps.
// It satisfies Lockable, for std::lock_guard and friends.
//
//   word_   0 free · 1 held · 2 held and somebody may be asleep. Written by lockers and the unlocker.
#pragma once

#include <atomic>
#include <cstdint>

#include "stack/host/waiting.hpp"

namespace loopsock::host {

class spin_mutex {
 public:
  void lock() noexcept {
    std::uint32_t expected = 0;
    // acquire: pairs with unlock(); we see what the last holder wrote.
    if (!word_.compare_exchange_strong(expected, 1, std::memory_order_acquire, std::memory_order_relaxed))
      lock_slowly();
  }

  [[nodiscard]] bool try_lock() noexcept {
    std::uint32_t expected = 0;
    return word_.compare_exchange_strong(expected, 1, std::memory_order_acquire, std::memory_order_relaxed);
  }

  void unlock() noexcept {
    // release: pairs with lock().
    if (word_.exchange(0, std::memory_order_release) == 2) waiting->wake(word_, false);
  }

 private:
  void lock_slowly() noexcept;

  std::atomic<std::uint32_t> word_{0};
};

}  // namespace loopsock::host
