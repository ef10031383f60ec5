// waiting: the one table through which anything here reads a clock or blocks a thread.
//
// Nothing else in stack/, fastpath/ or compat/ may ask for the time, sleep, yield or wait. Whoever replaces the table gets
// virtual time, model checking of interleavings, or another operating system. Its real form is waiting_linux.cpp.
//
// Threads  any. The table is set before the stack starts and not changed while a thread waits.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace loopsock::host {

using clock_duration = std::chrono::nanoseconds;
/// Nanoseconds since some fixed moment; never runs backwards.
using time_point = std::chrono::time_point<std::chrono::steady_clock, clock_duration>;
inline constexpr time_point never = time_point::max();

struct waiting_table {
  time_point (*now)() noexcept;
  /// Blocks while `word` holds `expected`, until somebody wakes the word or `deadline` passes. May return without a
  /// reason: the caller looks again. False only when the deadline has passed.
  bool (*wait)(const std::atomic<std::uint32_t>& word, std::uint32_t expected, time_point deadline) noexcept;
  void (*wake)(const std::atomic<std::uint32_t>& word, bool everybody) noexcept;
  /// Lets another thread run that is ready to.
  void (*yield)() noexcept;
  /// The calendar's clock, which may be set; for dates that somebody reads.
  std::chrono::nanoseconds (*since_1970)() noexcept;
  /// How often a waiter looks again before it yields. 0 where spinning cannot help (one processor, virtual time).
  unsigned spins;
};

/// The operating system's own.
const waiting_table& real_waiting() noexcept;

/// The table in force. Written by set_waiting() before any thread of the stack runs; read by everybody.
extern const waiting_table* waiting;
void set_waiting(const waiting_table& table) noexcept;

/// A pause inside a spin loop: tells the processor, costs a few tens of cycles.
inline void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

inline time_point now() noexcept { return waiting->now(); }

/// `now() + span`, without overflowing into the past for long spans.
time_point deadline_after(std::chrono::milliseconds span) noexcept;

}  // namespace loopsock::host
