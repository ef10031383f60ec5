// finished_line: operations of one side of a socket that are over, in the order in which they ended, until they are told.
//
//   ended, under the side's lock ─► [ op ][ op ][ op ] ─► told, one after the other, by one thread at a time, with no lock held
//
// Two threads may end two operations one after the other and then, having let go of the lock, tell of them in either order. For a
// thread that wakes from its own call that is no matter; programs that keep several overlapped operations on a socket rely on
// the order. So whoever ends an operation that asks for it (operation::in_order) puts it here, and where nobody is at it
// already, sees to it that the line is told.
//
// Threads  push() and pop() under the side's lock.
#pragma once

#include <utility>

#include "stack/base/operation.hpp"

namespace loopsock {

class finished_line {
 public:
  /// True: nobody is telling, so the caller has to see to it.
  [[nodiscard]] bool push(operation& op) noexcept {
    line_.push(op);
    return !std::exchange(being_told_, true);
  }
  /// The next to tell; nullptr: that was all, and the telling is over.
  operation* pop() noexcept {
    operation* const op = line_.pop();
    if (op == nullptr) being_told_ = false;
    return op;
  }
  /// Whether an operation that ends now can be told at once without overtaking another.
  [[nodiscard]] bool idle() const noexcept { return !being_told_; }

 private:
  operation_queue line_;
  bool being_told_ = false;
};

}  // namespace loopsock
