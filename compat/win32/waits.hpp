// waits: waiting for one object, for any of several, or for all of them at once.
//
// Threads  any. APCs run on the waiting thread with no lock held, and may call anything, waits included.
#pragma once

#include <cstdint>
#include <span>

#include "compat/win32/object.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {

inline constexpr std::size_t most_waited_for = 64;

enum class wait_end : std::uint8_t {
  taken,      // the object of that index, or all (index 0)
  abandoned,  // the same, and a mutex among them was left behind by a thread that ended
  timed_out,
  apcs_ran,   // nothing was taken
  no_memory,  // the thread could not wait at all
};

struct wait_answer {
  wait_end how = wait_end::timed_out;
  std::uint32_t index = 0;

  friend bool operator==(const wait_answer&, const wait_answer&) noexcept = default;
};

/// Waits for 1 to 64 objects, which the caller holds meanwhile. `all`: nothing is taken before all can be, and then all of them at once; no
/// object may be there twice. Otherwise the first in the list that can be taken is.
///
/// Where `alertable`, queued APCs run before the objects are looked at, as in Windows; then apcs_ran even if an object is signalled.
/// A deadline that has passed: looks once and does not wait.
wait_answer wait_for(std::span<kernel_object* const> objects, bool all, host::time_point deadline,
                     bool alertable) noexcept;

/// Waits for one.
inline wait_answer wait_for(kernel_object& object, host::time_point deadline, bool alertable = false) noexcept {
  kernel_object* const only = &object;
  return wait_for({&only, 1}, false, deadline, alertable);
}

/// Sleeps until the deadline or until APCs ran (true).
bool alertable_sleep(host::time_point deadline) noexcept;

/// The deadline that a Win32 time-out means: INFINITE is never, 0 has passed already.
host::time_point deadline_of(std::uint32_t milliseconds) noexcept;

}  // namespace loopsock::compat
