// hand_off: the machine's limit for a round trip: a number goes from one spinning thread to another in one cache line and
// comes back in a second one.
#pragma once

#include "two_threads.hpp"

namespace loopsock_bars {

/// The median time of one round trip, in microseconds.
double measure_hand_off(const work& how);

}  // namespace loopsock_bars
