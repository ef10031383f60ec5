// blocked_signals: pthread_sigmask.
#include "stack/host/blocked_signals.hpp"

#include <pthread.h>

namespace loopsock::host {

blocked_signals::blocked_signals() noexcept {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_);
}

blocked_signals::~blocked_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace loopsock::host
