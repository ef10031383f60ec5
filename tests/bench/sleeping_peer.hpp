// sleeping_peer: a round trip to a server that has gone to sleep each time.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

/// sleeping_peer/<peer>/p50_us and p99_us.
void run_sleeping_peer(const setting& how, figures& into);

}  // namespace loopsock_bars
