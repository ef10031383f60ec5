// deferred: running the notes, in a loop and never in recursion.
#include "stack/base/deferred.hpp"

#include "stack/base/operation.hpp"

namespace loopsock {

void deferred::tell(const notify_target& target, events what) noexcept {
  if (target.sink == nullptr || !any(what)) return;
  for (std::size_t i = 0; i < count_ && i < notes_.size(); ++i) {
    note& known = notes_[i];
    if (known.target.sink == target.sink && known.target.number == target.number) {
      known.what = known.what | what;
      return;
    }
  }
  if (count_ < notes_.size()) {
    notes_[count_] = {target, what};
  } else {
    // More than a handful of sockets in one call (a listener closed under many clients). Should there be no memory for
    // the note, the program ends here: a silently lost wake-up would be a hang.
    overflow_.push_back({target, what});
  }
  ++count_;
}

void deferred::complete(operation& finished) noexcept {
  finished.next = nullptr;
  (finished_last_ != nullptr ? finished_last_->next : finished_first_) = &finished;
  finished_last_ = &finished;
}

void deferred::run_slowly() noexcept {
  while (!empty()) {
    // Completions first: a thread that waits for its call is worth more than readiness.
    while (finished_first_ != nullptr) {
      operation* done = finished_first_;
      finished_first_ = done->next;
      if (finished_first_ == nullptr) finished_last_ = nullptr;
      done->next = nullptr;
      done->complete(*done);   // the operation may be gone now
    }
    if (count_ == 0) break;
    note one;
    if (overflow_.empty()) {
      one = notes_[0];
      for (std::size_t i = 1; i < count_; ++i) notes_[i - 1] = notes_[i];
    } else {
      one = overflow_.back();
      overflow_.pop_back();
    }
    --count_;
    one.target.sink->on_events(one.target.number, one.what, *this);
  }
}

}  // namespace loopsock
