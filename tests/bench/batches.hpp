// batches: how a round trip is timed, in two ways.
//
//   median_of_batches   the clock costs a good part of a quick round trip, so it is read once per batch, and the median batch
//                       is the answer: a batch during which the thread was put aside counts for no more than any other
//   time_of_each        every one alone, for the percentiles; each holds one look at the clock (some 20 ns)
#pragma once

#include <chrono>
#include <vector>

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

/// Calls `trip` for about `duration`. Microseconds, one value for each call.
template <class Trip>
std::vector<double> time_of_each(std::chrono::milliseconds duration, Trip&& trip) {
  using clock = std::chrono::steady_clock;
  std::vector<double> took;
  took.reserve(1 << 22);  // for the quickest; only the touched pages exist
  const auto end = clock::now() + duration;
  for (auto start = clock::now(); start < end;) {
    trip();
    const auto now = clock::now();
    took.push_back(std::chrono::duration<double, std::micro>(now - start).count());
    start = now;
  }
  return took;
}

}  // namespace loopsock_bars
