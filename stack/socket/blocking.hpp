// blocking: an operation whose completion wakes the thread that waits for it.
//
// The operation lies on the waiting thread's stack. While a Winsock 1.1 program has a blocking hook, the hook is called
// again and again instead of sleeping through, and may cancel the call.
#pragma once

#include <atomic>
#include <cstdint>

#include "stack/base/operation.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock {

/// What a blocking call of this thread does while it waits. `step` returns true when it wants to be called again at once;
/// `cancelled` is set by WSACancelBlockingCall. Owned by compat; this thread only.
struct blocking_hook {
  bool (*step)() = nullptr;
  bool in_call = false;
  bool cancelled = false;
};
blocking_hook& this_threads_hook() noexcept;

enum class wait_outcome : std::uint8_t { done, timed_out, cancelled };

/// One word to sleep on. signal() from any thread, once or more; the rest by the owner. A signal that finds nobody asleep
/// costs no system call.
class wake_word {
 public:
  void signal() noexcept;
  // acquire: pairs with signal().
  [[nodiscard]] bool signalled() const noexcept { return word_.load(std::memory_order_acquire) == set; }
  /// Takes the signal back, to look at the state once more and wait again.
  void reset() noexcept {
    word_.store(clear, std::memory_order_relaxed);
    // Before the look: a change that the look misses signals after this, and is not wiped out by it.
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
  /// Sleeps until signalled, without the thread's hook: for a signal that somebody is about to give.
  void await() noexcept;
  /// Sleeps until signalled, until the deadline, or until the thread's hook cancels.
  wait_outcome wait(host::time_point deadline) noexcept;

 private:
  enum : std::uint32_t { clear = 0, asleep = 1, set = 2 };
  bool sleep(host::time_point deadline) noexcept;

  std::atomic<std::uint32_t> word_{clear};  // writers: signal() sets; the owner clears, and says that it goes to sleep
};

struct blocking_operation : operation {
  blocking_operation() noexcept {
    complete = [](operation& self) noexcept { static_cast<blocking_operation&>(self).wake.signal(); };
  }
  wake_word wake;
};

}  // namespace loopsock
