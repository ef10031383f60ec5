// round_trip: a message there and the same back, blocking, one at a time, both ends busy with nothing else.
#pragma once

#include "endpoint.hpp"
#include "measurement.hpp"

namespace loopsock_bars {

/// The median time of one round trip of messages of that size, in microseconds. Closes both ends.
double measure_round_trip(const connection& over, const work& how, std::size_t message_bytes = 64);

/// round_trip/<peer>/us (median of batches), …/p50_us, p99_us, p999_us (each trip timed alone); round_trip_64k/<peer>/us.
void run_round_trip(const setting& how, figures& into);

}  // namespace loopsock_bars
