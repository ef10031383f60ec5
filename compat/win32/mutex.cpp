#include "compat/win32/mutex.hpp"

#include "compat/win32/thread.hpp"

namespace loopsock::compat {

void mutex_object::own_from_start(thread_object& who) noexcept {
  const std::lock_guard lock(lock_);
  take(who);
}

bool mutex_object::let_go(thread_object& who) noexcept {
  bool is_owner = false;
  bool free = false;
  change([&] {
    is_owner = owner_ == &who;
    if (!is_owner || --times_ != 0) return;
    leave_list(who);
    owner_ = nullptr;
    free = true;
  });
  if (free) release();  // the caller holds it still
  return is_owner;
}

void mutex_object::abandon_all(thread_object& who) noexcept {
  while (mutex_object* const left = who.first_mutex_) {
    left->change([&] {
      left->leave_list(who);
      left->owner_ = nullptr;
      left->times_ = 0;
      left->abandoned_ = true;
    });
    left->release();
  }
}

bool mutex_object::may_take(const thread_object& who) const noexcept { return owner_ == nullptr || owner_ == &who; }

bool mutex_object::take(thread_object& who) noexcept {
  ++times_;
  if (owner_ != nullptr) return false;
  owner_ = &who;
  hold();
  before_ = nullptr;
  next_ = who.first_mutex_;
  if (next_ != nullptr) next_->before_ = this;
  who.first_mutex_ = this;
  return std::exchange(abandoned_, false);
}

// lock_ held.
void mutex_object::leave_list(thread_object& who) noexcept {
  (before_ != nullptr ? before_->next_ : who.first_mutex_) = next_;
  if (next_ != nullptr) next_->before_ = before_;
  next_ = before_ = nullptr;
}

}  // namespace loopsock::compat
