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

/// One word to sleep on. signal() from any thread, once or more; wait() by the owner.
class wake_word {
 public:
  void signal() noexcept;
  [[nodiscard]] bool signalled() const noexcept { return word_.load(std::memory_order_acquire) != 0; }
  /// Takes the signal back, to wait again. Owner only.
  void reset() noexcept { word_.store(0, std::memory_order_relaxed); }
  /// Sleeps until signalled, until the deadline, or until the thread's hook cancels.
  wait_outcome wait(host::time_point deadline) noexcept;

 private:
  std::atomic<std::uint32_t> word_{0};   // writers: signal() (release), reset(); reader: wait() (acquire)
};

struct blocking_operation : operation {
  blocking_operation() noexcept {
    complete = [](operation& self) noexcept { static_cast<blocking_operation&>(self).wake.signal(); };
  }
  wake_word wake;
};

}  // namespace loopsock
