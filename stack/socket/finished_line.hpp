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
    const bool nobody_tells = idle();
    op.next = nobody_tells || last_ == &none_left ? &op : std::exchange(last_->next, &op);
    last_ = &op;
    return nobody_tells;
  }
  /// The next to tell; nullptr: that was all, and the telling is over.
  operation* pop() noexcept {
    if (idle() || last_ == &none_left) {
      last_ = nullptr;
      return nullptr;
    }
    operation* const op = last_->next;
    if (op == last_) {
      last_ = &none_left;
    } else {
      last_->next = op->next;
    }
    op->next = nullptr;
    return op;
  }
  /// Whether an operation that ends now can be told at once without overtaking another.
  [[nodiscard]] bool idle() const noexcept { return last_ == nullptr; }

 private:
  static inline constinit operation none_left{};  // stands for an empty line whose last operation is being told

  operation* last_ = nullptr;  // its `next` is the first. nullptr: the line is empty, and nobody is telling
};

}  // namespace loopsock
