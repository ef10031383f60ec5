// blocking: sleeping, with or without a hook.
#include "stack/socket/blocking.hpp"

#include <algorithm>

namespace loopsock {
namespace {

// How long a thread with a hook sleeps between two calls of it, when the hook has nothing to do.
constexpr std::chrono::milliseconds hook_interval{10};

}  // namespace

blocking_hook& this_threads_hook() noexcept {
  thread_local blocking_hook hook;
  return hook;
}

void wake_word::signal() noexcept {
  // release: pairs with signalled(); what the signaller did is seen by the woken. The word may be gone once it is set, so the
  // wake is by address only; a stray wake of whoever lies there next is harmless.
  if (word_.exchange(set, std::memory_order_acq_rel) == asleep) host::waiting->wake(word_, true);
}

// One sleep. False: the deadline has passed.
bool wake_word::sleep(host::time_point deadline) noexcept {
  std::uint32_t expected = clear;
  if (!word_.compare_exchange_strong(expected, asleep, std::memory_order_acq_rel) && expected == set) return true;
  return host::waiting->wait(word_, asleep, deadline);
}

void wake_word::await() noexcept {
  while (!signalled()) sleep(host::never);
}

wait_outcome wake_word::wait(host::time_point deadline) noexcept {
  blocking_hook& hook = this_threads_hook();
  if (hook.step == nullptr) {
    while (!signalled()) {
      if (!sleep(deadline) && !signalled()) return wait_outcome::timed_out;
    }
    return wait_outcome::done;
  }
  hook.in_call = true;
  hook.cancelled = false;
  wait_outcome outcome = wait_outcome::done;
  while (!signalled()) {
    const bool again = hook.step();
    if (hook.cancelled) {
      outcome = wait_outcome::cancelled;
      break;
    }
    if (again || signalled()) continue;
    const host::time_point soon = std::min(deadline, host::deadline_after(hook_interval));
    if (!sleep(soon) && soon == deadline && !signalled()) {
      outcome = wait_outcome::timed_out;
      break;
    }
  }
  hook.in_call = false;
  return outcome;
}

}  // namespace loopsock
