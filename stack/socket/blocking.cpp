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

// The same as await(), but errands are run meanwhile.
bool wake_word::await_on_call(const host::thread_errands& errands, host::time_point deadline) noexcept {
  while (!signalled()) {
    if (!errands.listen(*this)) {
      errands.run();
      continue;
    }
    const bool in_time = doze(deadline);
    errands.stop_listening();
    if (!in_time) return signalled();
  }
  return true;
}

wait_outcome wake_word::wait(host::time_point deadline) noexcept {
  blocking_hook& hook = this_threads_hook();
  if (hook.step == nullptr) {
    const host::thread_errands* const errands = host::this_threads_errands;
    const bool in_time = errands == nullptr ? await(deadline) : await_on_call(*errands, deadline);
    return in_time ? wait_outcome::done : wait_outcome::timed_out;
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
    if (!await(soon) && soon == deadline) {
      outcome = wait_outcome::timed_out;
      break;
    }
  }
  hook.in_call = false;
  return outcome;
}

}  // namespace loopsock
