// stream: writes of one size one after another, and a reader that throws them away.
#pragma once

#include "endpoint.hpp"
#include "measurement.hpp"

namespace loopsock_bars {

/// Bytes per second, from the first write until the reader has the last byte. Closes both ends.
double measure_stream(const connection& over, const work& how, std::size_t write_bytes);

/// stream/<write bytes>/<peer>/bytes_per_s.
void run_stream(const setting& how, figures& into);

/// The sizes, in that order.
inline constexpr std::size_t stream_sizes[] = {1, 64, 1024, 4096, 16384, 65536, 1 << 20, 4 << 20};

}  // namespace loopsock_bars
