// child: a unit's process, as the driver sees it.
//
//   start() ──► poll() … poll() ──► ended, with a verdict
//
// Memory   what the process counts (results.hpp) and what it says are in two memory files that both processes hold.
// Threads  one: the driver's.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/conformance/results.hpp"

namespace conformance {

enum class verdict { running, finished, crashed, timed_out, not_started };

class child {
 public:
  using clock = std::chrono::steady_clock;

  /// Runs `arguments` (argv, this program's) with --results <descriptor> appended. `limit` later it is ended.
  child(std::vector<std::string> arguments, std::chrono::seconds limit);
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child();

  /// Looks once, without waiting. Ends a process whose time is up.
  verdict poll();

  const unit_results& results() const { return *results_; }
  std::string output() const;
  int signal() const { return signal_; }
  int status() const { return status_; }
  std::chrono::milliseconds took() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(ended_ - started_);
  }

 private:
  void start(std::vector<std::string>& arguments);

  verdict verdict_ = verdict::running;
  pid_t pid_ = -1;
  int results_file_ = -1;
  int output_file_ = -1;
  const unit_results* results_ = nullptr;
  int signal_ = 0;
  int status_ = 0;
  clock::time_point started_, ended_, deadline_;
};

}  // namespace conformance
