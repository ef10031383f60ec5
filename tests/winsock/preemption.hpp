// preemption: a thread that loses its processor wherever it happens to be.
//
// Many races need one thread to stand still between two instructions while others go through a whole connection. The scheduler
// does that once in a million calls. Here a signal does it once a call: its handler sleeps for a moment, and afterwards the
// thread goes on as if nothing had happened. Where the signal hits is left to chance, so a test makes many rounds.
//
//   the preempted thread    ─► says go ─► any_moment ─► call … ⚡ sleeps 100 us … ─► returns
//   another thread                  └► kicks, which takes a microsecond or ten ─► does what must not come in between
//
// Nobody may rely on the sleeper for progress: it may hold a lock just then, and others wait for it as they would for the scheduler.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <cerrno>
#include <chrono>
#include <random>

namespace winsock_test {

class preemptible_thread {
 public:
  /// The calling thread. It must not end before the last kick() has returned.
  preemptible_thread() : thread_(pthread_self()) {
    struct sigaction ours {};
    ours.sa_handler = [](int) {
      const int before = errno;
      const timespec moment{0, 100'000};
      nanosleep(&moment, nullptr);
      errno = before;
    };
    ours.sa_flags = SA_RESTART;
    sigaction(number(), &ours, nullptr);
  }
  /// From any thread.
  void kick() const { pthread_kill(thread_, number()); }

 private:
  static int number() { return SIGRTMIN + 7; }

  const pthread_t thread_;
};

/// Waits before a call, each as long as a kick may be under way at most. The same in every run.
class any_moment {
 public:
  void pass() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::nanoseconds(random_() % longest);
    while (std::chrono::steady_clock::now() < end) {
    }
  }

 private:
  static constexpr unsigned longest = 16'000;  // nanoseconds; in a virtual machine a kick takes ten microseconds
  std::minstd_rand random_;
};

}  // namespace winsock_test
