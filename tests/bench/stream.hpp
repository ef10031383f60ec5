// stream: writes of 64 KiB one after another, and a reader that throws them away.
#pragma once

#include "two_threads.hpp"

namespace loopsock_bars {

/// 10^9 bytes per second, from the first write until the reader has the last byte. Closes both ends.
double measure_stream(const connection& over, const work& how);

}  // namespace loopsock_bars
