// round_trip: 64 bytes there and 64 bytes back, blocking, one at a time.
#pragma once

#include "two_threads.hpp"

namespace loopsock_bars {

/// The median time of one round trip, in microseconds. Closes both ends.
double measure_round_trip(const connection& over, const work& how);

}  // namespace loopsock_bars
