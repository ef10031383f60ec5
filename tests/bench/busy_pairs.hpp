// busy_pairs: many connections that are all busy, with far more threads than processors.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

/// busy/<peer>/per_s in all; busy/<peer>/slowest_per_s, median_per_s and quickest_per_s of single pairs.
void run_busy_pairs(const setting& how, figures& into);

}  // namespace loopsock_bars
