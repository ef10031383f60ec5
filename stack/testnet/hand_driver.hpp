// hand_driver: a driver without a thread and without a clock of its own. Whoever has the clock asks it when, and runs it then.
//
// Threads  any.
// Memory   what is driven is remembered in one place: one stack, one driver.
#pragma once

#include <memory>

#include "stack/host/driver.hpp"

namespace loopsock {

/// nullptr: no memory.
std::unique_ptr<host::driver> make_hand_driver() noexcept;

/// When the process's own timers want to run; never while its stack is stopped.
host::time_point next_by_hand() noexcept;
void run_by_hand() noexcept;

}  // namespace loopsock
