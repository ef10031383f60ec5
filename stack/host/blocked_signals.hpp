// blocked_signals: while it lives, the calling thread blocks every signal; a thread started meanwhile inherits that.
//
// The program's signal handlers must not run on a thread that it does not know of.
//
// Threads  made and ended on one thread.
#pragma once

#include <csignal>

namespace loopsock::host {

class blocked_signals {
 public:
  blocked_signals() noexcept;
  ~blocked_signals();
  blocked_signals(const blocked_signals&) = delete;
  blocked_signals& operator=(const blocked_signals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace loopsock::host
