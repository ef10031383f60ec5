// waiting_calls: overlapped calls of a socket that stand in none of its queues, because they wait for something that is not the socket's doing,
// such as a change of the machine's addresses; or that stand in the queue of another socket, such as an accept that waits for the first data.
//
// Whoever takes a call out ends it (overlapped_call::cancelled); that is the rule of "exactly once", as in the socket's queues.
//
// Threads  any. One small lock; nobody is called under it.
#pragma once

#include <cstddef>

#include "compat/handles.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

class overlapped_call;

class waiting_calls {
 public:
  /// False: the socket is closed; the caller keeps the call.
  [[nodiscard]] bool add(overlapped_call& call) noexcept;
  /// False: it is not here: somebody has taken it out, to cancel it. The caller sees to it that `call` is not gone.
  [[nodiscard]] bool remove(overlapped_call& call) noexcept;

  using filter = bool (*)(const overlapped_call& call, const void* context);
  /// Cancels what `which` picks; how many. `which` runs under the lock.
  std::size_t cancel_if(handle number, filter which, const void* context) noexcept;
  /// Ends all of that life.
  void end_all_of(handle number) noexcept;

 private:
  // Lock held.
  void link(overlapped_call& call) noexcept;
  void unlink(overlapped_call& call) noexcept;

  host::spin_mutex lock_;
  overlapped_call* first_ = nullptr;
};

}  // namespace loopsock::compat
