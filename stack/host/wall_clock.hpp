// wall_clock: what to add to the stack's time to get the date.
//
// Threads  any.
#pragma once

#include <chrono>

#include "stack/host/waiting.hpp"

namespace loopsock::host {

/// From time_point to the time since 1970 in UTC. As the machine's clock says now; while another table than the operating system's is in force,
/// time begins on 1 January 2000, in every run.
std::chrono::nanoseconds to_wall_clock() noexcept;

}  // namespace loopsock::host
