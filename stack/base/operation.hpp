// operation: one thing an application asked for that may take a while, completed exactly once.
//
// Blocking, overlapped and (later) Asio calls are the same operation with another `complete`: a blocking call wakes its
// thread, an overlapped one signals an event, a port or a completion routine. The socket that the operation waits at owns
// its place in the queue, nothing else; whoever takes it out of the queue, under the queue's lock, completes it. That is
// the whole rule of "exactly once".
//
// Memory   the caller's, until `complete` has been called. A call that can finish at once never queues anything.
// Threads  `complete` runs on any thread, with no lock held.
#pragma once

#include <cstddef>

#include <utility>

#include "stack/base/buffers.hpp"

namespace loopsock {

struct operation {
  operation* next = nullptr;  // in the queue it waits in, or in a deferred's list of finished ones
  void (*complete)(operation&) noexcept = nullptr;
  union {
    buffers into;        // receive: where bytes go
    const_buffers from;  // send: where bytes come from
  };
  unsigned flags = 0;     // stream_flags
  bool in_order = false;  // overlapped: told in the order in which the operations of its side ended (finished_line.hpp)
  io_result result = {};  // bytes so far while pending, the outcome afterwards

  constexpr operation() noexcept : into() {}
};
static_assert(sizeof(operation) == 56);

/// First in, first out. Not thread-safe: its owner's lock guards it. One pointer, since every socket has four: the last one, whose `next` is the
/// first.
class operation_queue {
 public:
  [[nodiscard]] bool empty() const noexcept { return last_ == nullptr; }
  [[nodiscard]] operation* front() const noexcept { return last_ != nullptr ? last_->next : nullptr; }

  void push(operation& op) noexcept {
    op.next = last_ != nullptr ? std::exchange(last_->next, &op) : &op;
    last_ = &op;
  }

  operation* pop() noexcept {
    operation* const op = front();
    if (op == nullptr) return nullptr;
    if (op == last_) {
      last_ = nullptr;
    } else {
      last_->next = op->next;
    }
    op->next = nullptr;
    return op;
  }

  /// The first that `fits`; nullptr: none does.
  template <class Fits>
  [[nodiscard]] operation* find(Fits fits) const noexcept {
    for (operation* at = front(); at != nullptr; at = at != last_ ? at->next : nullptr) {
      if (fits(*at)) return at;
    }
    return nullptr;
  }

  /// Takes `op` out wherever it stands. False: it is not here, so somebody else completes it.
  bool remove(operation& op) noexcept {
    operation* before = last_;
    for (operation* at = front(); at != nullptr; before = at, at = at != last_ ? at->next : nullptr) {
      if (at != &op) continue;
      before->next = at->next;
      if (last_ == at) last_ = before != at ? before : nullptr;
      at->next = nullptr;
      return true;
    }
    return false;
  }

 private:
  operation* last_ = nullptr;
};

}  // namespace loopsock
