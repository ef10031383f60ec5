// connect_rate: connections made, accepted and closed per second: one thread that connects, one that accepts.
#pragma once

#include "door.hpp"
#include "measurement.hpp"

namespace loopsock_bars {

/// Connections per second.
double measure_connect_rate(door& at, const work& how, errand what);

/// connect/<plain, dual_stack or request>/<peer>/per_s.
void run_connect_rate(const setting& how, figures& into);

}  // namespace loopsock_bars
