#include "compat/overlapped/waiting_calls.hpp"

#include <atomic>
#include <mutex>

#include "compat/overlapped/overlapped_call.hpp"

namespace loopsock::compat {

void waiting_calls::link(overlapped_call& call) noexcept {
  call.waits_ = true;
  call.before_waiting_ = nullptr;
  call.next_waiting_ = first_;
  if (first_ != nullptr) first_->before_waiting_ = &call;
  first_ = &call;
}

void waiting_calls::unlink(overlapped_call& call) noexcept {
  call.waits_ = false;
  (call.before_waiting_ != nullptr ? call.before_waiting_->next_waiting_ : first_) = call.next_waiting_;
  if (call.next_waiting_ != nullptr) call.next_waiting_->before_waiting_ = call.before_waiting_;
}

bool waiting_calls::add(overlapped_call& call) noexcept {
  const open_socket at = call.at();
  {
    const std::lock_guard hold(lock_);
    link(call);
  }
  // The socket's number is taken away before its companion is told: a close that this look misses sees the call.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (at.slot->number() == at.number) return true;
  // The close may have ended it, and then it may be gone: it is looked for by its address.
  const std::lock_guard hold(lock_);
  overlapped_call* here = first_;
  while (here != nullptr && here != &call) here = here->next_waiting_;
  if (here == nullptr) return true;
  unlink(call);
  return false;
}

bool waiting_calls::remove(overlapped_call& call) noexcept {
  const std::lock_guard hold(lock_);
  if (!call.waits_) return false;
  unlink(call);
  return true;
}

std::size_t waiting_calls::cancel_if(handle number, filter which, const void* context) noexcept {
  overlapped_call* taken = nullptr;
  std::size_t count = 0;
  {
    const std::lock_guard hold(lock_);
    overlapped_call* next = nullptr;
    for (overlapped_call* at = first_; at != nullptr; at = next) {
      next = at->next_waiting_;
      if (at->at().number != number || !which(*at, context)) continue;
      unlink(*at);
      at->next_waiting_ = taken;
      taken = at;
      ++count;
    }
  }
  while (taken != nullptr) {
    overlapped_call* const next = taken->next_waiting_;
    taken->cancelled();
    taken = next;
  }
  return count;
}

void waiting_calls::end_all_of(handle number) noexcept {
  cancel_if(
      number, [](const overlapped_call&, const void*) { return true; }, nullptr);
}

}  // namespace loopsock::compat
