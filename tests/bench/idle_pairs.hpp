// idle_pairs: what fast connections cost that do nothing.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

/// idle/bytes_per_pair, idle/used_bytes_per_pair (after a message each way), idle/rested_bytes_per_pair (a while after that), idle/cpu_ms, and idle/connections, idle/seconds
/// with what was asked for.
void run_idle_pairs(const setting& how, figures& into);

}  // namespace loopsock_bars
