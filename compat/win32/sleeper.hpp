// sleeper: one sleep of one thread, ended by exactly one of those who may end it.
//
// Several may want to end it: the objects waited for, an APC, the clock. Each of them claims it, and the one that succeeds says why and
// wakes it. So what a wait uses up is used up once.
//
//   sleeper s;                                        if (s.claim(why)) {        under the lock through which `s` was found
//   …made known under some lock…                        …hand over…
//   const std::uint32_t why = s.sleep(deadline);        unlock; s.wake();        the last that is done with `s`
//   …taken back under that lock…                      }
//
// Threads  claim() and wake() from any thread, wake() only by who has claimed; the rest by the owner.
// Lifetime the owner's stack. Once claimed, it stays until wake(): sleep() does not return before.
#pragma once

#include <atomic>
#include <cstdint>

#include "stack/host/wake_word.hpp"

namespace loopsock::compat {

class sleeper {
 public:
  // Reasons of our own; all smaller numbers are for those who use it.
  static constexpr std::uint32_t timed_out = 0xffff'fffd;
  static constexpr std::uint32_t alerted = 0xffff'fffe;

  sleeper() noexcept = default;
  sleeper(const sleeper&) = delete;
  sleeper& operator=(const sleeper&) = delete;

  /// True: the caller, and nobody else, ends this sleep, and owes it a wake().
  [[nodiscard]] bool claim(std::uint32_t reason) noexcept {
    std::uint32_t expected = unclaimed;
    // relaxed: the lock through which it was found and the wake word order what is handed over.
    return reason_.compare_exchange_strong(expected, reason, std::memory_order_relaxed);
  }
  [[nodiscard]] bool claimed() const noexcept { return reason_.load(std::memory_order_relaxed) != unclaimed; }
  void wake() noexcept { word_.signal(); }

  /// Sleeps until somebody has claimed and woken it, and says why; timed_out: nobody did until then. Looks again for some microseconds
  /// first.
  std::uint32_t sleep(host::time_point deadline) noexcept;

 private:
  static constexpr std::uint32_t unclaimed = 0xffff'ffff;

  std::atomic<std::uint32_t> reason_{unclaimed};  // written once, by whoever claims
  host::wake_word word_;
};

}  // namespace loopsock::compat
