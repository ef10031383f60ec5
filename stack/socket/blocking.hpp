// blocking: an operation whose completion wakes the thread that waits for it.
//
// The operation lies on the waiting thread's stack. While a Winsock 1.1 program has a blocking hook, the hook is called
// again and again instead of sleeping through, and may cancel the call. What a thread was asked to do (its APCs) is done while its call
// sleeps.
#pragma once

#include <cstdint>

#include "stack/base/operation.hpp"
#include "stack/host/thread_errands.hpp"
#include "stack/host/waiting.hpp"
#include "stack/host/wake_word.hpp"

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

/// The word that a blocking call sleeps on.
class wake_word : public host::wake_word {
 public:
  /// Sleeps until signalled, until the deadline, or until the thread's hook cancels.
  wait_outcome wait(host::time_point deadline) noexcept;

 private:
  bool await_on_call(const host::thread_errands& errands, host::time_point deadline) noexcept;
};

/// An operation of whichever kind, with the word that its thread sleeps on.
template <class Operation>
struct blocking : Operation {
  blocking() noexcept {
    this->complete = [](operation& self) noexcept { static_cast<blocking&>(self).wake.signal(); };
  }
  wake_word wake;
};
using blocking_operation = blocking<operation>;

}  // namespace loopsock
