// watchdog: ends the process when a measurement takes far too long. The peers wait without time limits, as most programs do,
// so something else has to see to it that the benchmark always ends by itself.
//
// Threads  one of its own, asleep until it is needed. expect() from the thread that measures.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace loopsock_bars {

class watchdog {
 public:
  static constexpr int exit_code = 3;

  watchdog();
  ~watchdog();
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

  /// What is done from now on, and how long it may take at most.
  void expect(std::string what, std::chrono::seconds most);

 private:
  void watch();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string what_;
  std::chrono::steady_clock::time_point until_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace loopsock_bars
