// many_connections: what everything costs while many connections are open and idle.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

/// many/<path>/<connections>/round_trip_us, stream_64_bytes_per_s, stream_64k_bytes_per_s, connect_per_s, and of the first round resident_bytes;
/// many/fast/open: how many there were at most.
void run_many_connections(const setting& how, figures& into);

inline constexpr std::size_t fast_counts[] = {1, 100, 10000, 100000, 1000000};
inline constexpr std::size_t ordinary_counts[] = {1, 100, 1000, 10000};

}  // namespace loopsock_bars
