// results: what was measured, one value per round and peer. Plain data; who computes with it takes medians.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "unread.hpp"

namespace loopsock_bars {

/// Who carried the bytes. `limit` is the raw hand-off of a cache line for round trips, and the bare ring for streams.
enum peer : std::size_t { limit, fast, ordinary, kernel, lwip, peer_count };

inline constexpr std::array<const char*, peer_count> peer_keys{"limit", "fast", "ordinary", "kernel", "lwip"};

using series = std::array<std::vector<double>, peer_count>;

struct unread_row {
  bool marked = false;
  std::size_t write_bytes = 0;
  unread_cost cost;
};

struct results {
  series round_trip_us;
  series stream_gbs;
  std::array<std::vector<double>, 2> refusal_ms;  // [0] unmarked, [1] marked
  double unread_seconds = 0;
  std::vector<unread_row> unread;
};

}  // namespace loopsock_bars
