// two_threads: runs the two sides of a measurement at once, each on a thread and, by default, on a processor of its own.
#pragma once

#include <chrono>
#include <functional>

#include "endpoint.hpp"

namespace loopsock_bars {

/// How one measurement is done.
struct work {
  bool pin = true;
  std::chrono::milliseconds duration{300};
};

/// Runs both, starting them together, and waits for both. The first exception of either is thrown again.
void run_two(bool pin, const std::function<void()>& first, const std::function<void()>& second);

/// The same for the ends of a connection: each closes its own when it is done or has failed, so that the other cannot wait
/// for it.
void run_ends(bool pin, const connection& ends, const std::function<void(endpoint&)>& client,
              const std::function<void(endpoint&)>& server);

}  // namespace loopsock_bars
