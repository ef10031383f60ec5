// spin: how the two references wait: by looking again. The processor is given away now and then, for where two threads share
// one.
#pragma once

#include <cstddef>
#include <thread>

namespace loopsock_bars {

/// What two threads write is kept this far apart: a cache line of 64 bytes, and the neighbour that x86 fetches along with
/// it.
inline constexpr std::size_t two_lines = 128;

class spin {
 public:
  void once() {
    if (++looks_ % looks_per_yield == 0) std::this_thread::yield();
  }

 private:
  // Some ten microseconds: far longer than a peer that runs needs to answer.
  static constexpr unsigned looks_per_yield = 1u << 14;
  unsigned looks_ = 0;
};

}  // namespace loopsock_bars
