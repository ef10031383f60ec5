#include "compat/win32/waits.hpp"

#include "compat/win32/thread.hpp"
#include "compat/win32/wait_block.hpp"

namespace loopsock::compat {
namespace {

// What deadline_of(0) is: before everything, so that nobody has to read the clock for it.
constexpr host::time_point at_once = host::time_point::min();

wait_answer taken(std::uint32_t index, bool abandoned) noexcept {
  return {abandoned ? wait_end::abandoned : wait_end::taken, index};
}

// Nothing could be taken at the first look.
wait_answer wait_in_line(wait_block& wait, thread_object& me, host::time_point deadline, bool alertable) noexcept {
  if (alertable && !me.begin_alertable(wait.sleep())) {
    me.run_apcs();
    return {wait_end::apcs_ran};
  }
  const bool at_last = wait.stand_in_line();
  const std::uint32_t why = at_last ? wait.index() : wait.sleep().sleep(deadline);
  if (alertable) me.end_alertable();
  wait.leave();
  if (why == sleeper::timed_out) return {wait_end::timed_out};
  if (why != sleeper::alerted) return taken(why, wait.abandoned());
  me.run_apcs();
  return {wait_end::apcs_ran};
}

}  // namespace

wait_answer wait_for(std::span<kernel_object* const> objects, bool all, host::time_point deadline,
                     bool alertable) noexcept {
  thread_object* const me = this_thread_object();
  if (me == nullptr) return {wait_end::no_memory};
  if (alertable && me->run_apcs()) return {wait_end::apcs_ran};
  const bool whole = all && objects.size() > 1;
  if (!whole) {
    bool abandoned = false;
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
      if (wait_block::take_now(*objects[i], *me, abandoned)) return taken(i, abandoned);
    }
    if (deadline == at_once) return {wait_end::timed_out};
  }
  wait_block wait(objects, whole, *me);
  if (whole && deadline == at_once)
    return wait.take_whole_now() ? taken(0, wait.abandoned()) : wait_answer{wait_end::timed_out};
  return wait_in_line(wait, *me, deadline, alertable);
}

bool alertable_sleep(host::time_point deadline) noexcept {
  return wait_for({}, false, deadline, true).how == wait_end::apcs_ran;
}

host::time_point deadline_of(std::uint32_t milliseconds) noexcept {
  if (milliseconds == 0) return at_once;
  return milliseconds == INFINITE ? host::never : host::deadline_after(std::chrono::milliseconds(milliseconds));
}

}  // namespace loopsock::compat
