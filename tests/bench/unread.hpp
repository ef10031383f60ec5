// unread: what a connection costs whose reader does not read while its sender does not give up.
#pragma once

#include <chrono>
#include <cstddef>

namespace loopsock_bars {

struct unread_cost {
  std::size_t accepted_bytes = 0;  // what the sender got rid of
  double growth_kib = 0;           // most that the process grew by after it had settled
  bool right = false;              // everything then arrived as it was sent
};

/// Sends in writes of `write_bytes` (64 KiB at most), non-blocking, for `duration`. What the process grows in the first
/// second, or in the first half where there is less than two, is what buffers are for and does not count. Then the reader
/// reads all. Calls that fail otherwise than with WSAEWOULDBLOCK are std::runtime_error.
unread_cost measure_unread(bool marked, std::size_t write_bytes, std::chrono::milliseconds duration);

}  // namespace loopsock_bars
