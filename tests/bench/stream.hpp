// stream: writes of one size one after another, and a reader that throws them away.
#pragma once

#include "endpoint.hpp"
#include "measurement.hpp"

namespace loopsock_bars {

enum class contents {
  stale,  // the writer's buffer is never written again and the reader's never looked at
  fresh   // the writer writes, and the reader reads, one byte in every cache line, each time
};

/// Bytes per second, from the first write until the reader has the last byte. Closes both ends.
double measure_stream(const connection& over, const work& how, std::size_t write_bytes,
                      contents what = contents::stale);

/// stream/<write bytes>/<peer>/bytes_per_s, and stream_fresh/<peer>/bytes_per_s with writes of 64 KiB.
void run_stream(const setting& how, figures& into);

/// The sizes, in that order.
inline constexpr std::size_t stream_sizes[] = {1, 64, 1024, 4096, 16384, 65536, 1 << 20, 4 << 20};

}  // namespace loopsock_bars
