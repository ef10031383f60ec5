// echo_count: what the threads of an echo measurement tell the one that waits for them. Standard library only; used by the
// file that speaks Winsock and by the one that speaks Asio.
//
// Threads  any. Each thread that counts has a counter of its own.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "spin.hpp"

namespace loopsock_bars {

class echo_count {
 public:
  struct alignas(two_lines) counter {
    // One writer, so no locked instruction.
    void add() { count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
    std::atomic<std::uint64_t> count{0};
  };

  counter& of_thread(unsigned number) { return counters_[number % counters_.size()]; }

  /// Lets them run, for a third of `duration` to warm up, and gives what they count per second.
  double per_second(std::chrono::milliseconds duration) const {
    using clock = std::chrono::steady_clock;
    std::this_thread::sleep_for(duration / 3);
    const std::uint64_t before = all();
    const auto start = clock::now();
    std::this_thread::sleep_for(duration);
    return static_cast<double>(all() - before) / std::chrono::duration<double>(clock::now() - start).count();
  }

  /// From now on clients end their connections instead of sending again.
  void stop() { stopping_.store(true, std::memory_order_relaxed); }
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }

  void end_one() { ended_.fetch_add(1); }

  /// Until that many ends have ended. The watchdog bounds it.
  void wait_until_ended(unsigned ends) const {
    while (ended_.load() < ends) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

 private:
  std::uint64_t all() const {
    std::uint64_t sum = 0;
    for (const counter& one : counters_) sum += one.count.load(std::memory_order_relaxed);
    return sum;
  }

  std::array<counter, 4> counters_;
  std::atomic<bool> stopping_{false};
  std::atomic<unsigned> ended_{0};
};

}  // namespace loopsock_bars
