// deferred: running the notes, in a loop and never in recursion.
#include "stack/base/deferred.hpp"

#include "stack/base/operation.hpp"

namespace loopsock {

void deferred::tell(const notify_target& target, events what) noexcept {
  if (target.sink == nullptr || !any(what)) return;
  for (std::size_t i = 0; i < count_; ++i) {
    note& known = notes_[i];
    if (known.sink == target.sink && known.number == target.number) {
      known.what = known.what | what;
      return;
    }
  }
  const note fresh{target.sink, target.number, what};
  if (count_ < usual_notes) {
    notes_[count_++] = fresh;
    return;
  }
  // A listener closed under many clients, say. Should there be no memory for the note, the program ends here: a silently lost
  // wake-up would be a hang.
  if (!overflow_) overflow_ = std::make_unique<std::vector<note>>();
  overflow_->push_back(fresh);
}

deferred::note deferred::take_note() noexcept {
  const note oldest = notes_[0];
  --count_;
  for (std::size_t i = 0; i < count_; ++i) notes_[i] = notes_[i + 1];
  if (overflow_ && !overflow_->empty()) {
    notes_[count_++] = overflow_->back();
    overflow_->pop_back();
  }
  return oldest;
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
      done->complete(*done);  // the operation may be gone now
    }
    if (count_ == 0) break;
    const note one = take_note();
    one.sink->on_events(one.number, one.what, *this);
  }
}

}  // namespace loopsock
