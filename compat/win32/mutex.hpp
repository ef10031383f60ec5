// mutex: belongs to one thread at a time, which may take it again and again. A thread that ends without letting go abandons it: the next one
// gets it, and is told.
//
// Threads  any. A thread's list of mutexes is written by the thread, or by who hands one over to it while it sleeps.
// Memory   while it is owned, its owner counts as a user.
#pragma once

#include "compat/win32/object.hpp"

namespace loopsock::compat {

class mutex_object final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::mutex;
  mutex_object() noexcept : kernel_object(kind_of_type) {}

  /// Nobody else knows it yet: it is `who`'s from the start. `who` is the calling thread.
  void own_from_start(thread_object& who) noexcept;
  /// False: it is not `who`'s. `who` is the calling thread.
  bool let_go(thread_object& who) noexcept;
  /// `who`, the calling thread, ends.
  static void abandon_all(thread_object& who) noexcept;

 protected:
  bool may_take(const thread_object& who) const noexcept override;
  bool take(thread_object& who) noexcept override;

 private:
  void leave_list(thread_object& who) noexcept;

  // Under lock_.
  thread_object* owner_ = nullptr;
  std::uint32_t times_ = 0;  // how often its owner has taken it
  bool abandoned_ = false;
  // In the owner's list.
  mutex_object* next_ = nullptr;
  mutex_object* before_ = nullptr;
};

}  // namespace loopsock::compat
