#include "compat/overlapped/waiting_calls.hpp"

#include <atomic>
#include <mutex>

#include "compat/overlapped/overlapped_call.hpp"

namespace loopsock::compat {

bool waiting_calls::add(overlapped_call& call) noexcept {
  const open_socket at = call.at();
  {
    const std::lock_guard hold(lock_);
    call.next_waiting_ = first_;
    first_ = &call;
  }
  // The socket's number is taken away before its companion is told: a close that this look misses sees the call.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (at.slot->number() == at.number) return true;
  return !remove(call);  // not here any more: the close has ended it
}

bool waiting_calls::remove(const overlapped_call& call) noexcept {
  const std::lock_guard hold(lock_);
  for (overlapped_call** at = &first_; *at != nullptr; at = &(*at)->next_waiting_) {
    if (*at != &call) continue;
    *at = call.next_waiting_;
    return true;
  }
  return false;
}

std::size_t waiting_calls::cancel_if(handle number, filter which, const void* context) noexcept {
  overlapped_call* taken = nullptr;
  std::size_t count = 0;
  {
    const std::lock_guard hold(lock_);
    for (overlapped_call** at = &first_; *at != nullptr;) {
      overlapped_call* const call = *at;
      if (call->at().number != number || !which(*call, context)) {
        at = &call->next_waiting_;
        continue;
      }
      *at = call->next_waiting_;
      call->next_waiting_ = taken;
      taken = call;
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
