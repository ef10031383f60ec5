#include "stack/host/wake_word.hpp"

namespace loopsock::host {

thread_local constinit const sleep_watch* this_threads_watch = nullptr;

void wake_word::signal() noexcept {
  // release: pairs with signalled(); what the signaller did is seen by the woken. The word may be gone once it is set, so the
  // wake is by address only; a stray wake of whoever lies there next is harmless.
  if (word_.exchange(set, std::memory_order_acq_rel) == asleep) waiting->wake(word_, true);
}

void wake_word::nudge() noexcept {
  // acq_rel as in signal(). A signal stays; a nudge that finds another one adds nothing.
  std::uint32_t before = word_.load(std::memory_order_relaxed);
  while (before < set && !word_.compare_exchange_weak(before, nudged, std::memory_order_acq_rel)) {
  }
  if (before == asleep) waiting->wake(word_, true);
}

bool wake_word::doze(time_point deadline) noexcept {
  std::uint32_t expected = clear;
  if (!word_.compare_exchange_strong(expected, asleep, std::memory_order_acq_rel) && expected != asleep) {
    // A nudge is taken by coming back. (Meanwhile it may have become a signal, which stays.)
    if (expected == nudged) word_.compare_exchange_strong(expected, clear, std::memory_order_acq_rel);
    return true;
  }
  const sleep_watch* const watch = this_threads_watch;
  if (watch == nullptr) return waiting->wait(word_, asleep, deadline);
  watch->sleeps();
  const bool in_time = waiting->wait(word_, asleep, deadline);
  watch->goes_on();
  return in_time;
}

void wake_word::await() noexcept {
  while (!signalled()) doze(never);
}

bool wake_word::await(time_point deadline) noexcept {
  while (!signalled()) {
    if (!doze(deadline)) return signalled();
  }
  return true;
}

}  // namespace loopsock::host
