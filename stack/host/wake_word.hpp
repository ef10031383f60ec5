// wake_word: one word for one thread to sleep on. A signal that finds nobody asleep costs no system call.
//
//   clear ──the owner sleeps──► asleep ──signal()──► set        what the owner waits for has happened
//     ▲                           └─────nudge()────► nudged     there is something else to do: doze() comes back once
//     └─────────────────────────────────────────────────┘
//
// Threads  signal() and nudge() from any thread, once or more; the rest by the owner.
// Lifetime the signaller does not touch the word after setting it: whoever is woken may free it at once.
#pragma once

#include <atomic>
#include <cstdint>

#include "stack/host/waiting.hpp"

namespace loopsock::host {

/// Somebody who wants to know that this thread goes to sleep on a wake_word, and that it goes on: a completion port, which counts the
/// threads that run. Called on the thread itself; neither may sleep.
struct sleep_watch {
  void (*sleeps)() noexcept = nullptr;
  void (*goes_on)() noexcept = nullptr;
};
/// nullptr: nobody. Written and read by its own thread.
extern thread_local constinit const sleep_watch* this_threads_watch;

class wake_word {
 public:
  void signal() noexcept;
  /// Makes the owner's present doze(), or else its next one, come back.
  void nudge() noexcept;
  // acquire: pairs with signal().
  [[nodiscard]] bool signalled() const noexcept { return word_.load(std::memory_order_acquire) == set; }
  /// Takes the signal back, to look at the state once more and wait again.
  void reset() noexcept {
    word_.store(clear, std::memory_order_relaxed);
    // Before the look: a change that the look misses signals after this, and is not wiped out by it.
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
  /// Sleeps until signalled: for a signal that somebody is about to give.
  void await() noexcept;
  /// Sleeps until signalled or until the deadline. False: the deadline has passed, and there was no signal.
  bool await(time_point deadline) noexcept;
  /// One sleep, which ends by a signal, by a nudge, at the deadline, or for no reason. False: the deadline has passed.
  bool doze(time_point deadline) noexcept;

 private:
  enum : std::uint32_t { clear = 0, asleep = 1, set = 2, nudged = 3 };

  std::atomic<std::uint32_t> word_{
      clear};  // writers: signal() and nudge(); the owner clears, and says that it goes to sleep
};

}  // namespace loopsock::host
