// packet_counts: lwIP's 32-bit counters, widened to 64 bits.
//
// Threads  under the core lock, and at least once while each counter grows by 2^32.
#pragma once

#include "stack/lwip/core.hpp"

namespace loopsock::lwip {

/// Takes in what the counters have grown by since the last call; the sums so far.
packet_counters widen_counts() noexcept;

}  // namespace loopsock::lwip
