// batches: how a round trip is timed. The clock costs a good part of a quick one, so it is read once per batch, and the
// median batch is the answer: a batch during which the thread was put aside counts for no more than any other.
#pragma once

#include <chrono>

#include "statistics.hpp"

namespace loopsock_bars {

inline constexpr int trips_per_batch = 32;

/// Calls `trip` for about `duration`, after a tenth of that to warm up. The median, in microseconds per call.
template <class Trip>
double median_of_batches(std::chrono::milliseconds duration, Trip&& trip) {
  using clock = std::chrono::steady_clock;
  const auto batch = [&] {
    for (int i = 0; i < trips_per_batch; ++i) trip();
  };
  const auto begin = clock::now();
  while (clock::now() - begin < duration / 10) batch();

  std::vector<double> took;
  took.reserve(1 << 16);
  const auto end = clock::now() + duration;
  for (auto start = clock::now(); start < end;) {
    batch();
    const auto now = clock::now();
    took.push_back(std::chrono::duration<double, std::micro>(now - start).count() / trips_per_batch);
    start = now;
  }
  return median(std::move(took));
}

}  // namespace loopsock_bars
