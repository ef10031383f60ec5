// preemption: a thread that loses its processor wherever it happens to be, while another one does what must not come in between.
//
// Many races need one thread to stand still between two instructions while others go through a whole connection. The scheduler
// does that once in a million calls. Here a signal does it once a call: its handler sleeps for a moment, and afterwards the
// thread goes on as if nothing had happened. Where the signal hits is left to chance, so a test makes many rounds.
//
//   this thread   ─► provoke() ─► call … ⚡ sleeps 60 us …………………………… ─► returns ─► is_over()
//   interloper         └► kicks, which takes a microsecond or ten ─► does it
//
// Nobody may rely on the sleeper for progress: it may hold a lock just then, and others wait for it as they would for the scheduler.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <random>
#include <thread>
#include <utility>

namespace winsock_test {

class interloper {
 public:
  /// `what` is done on a thread of its own, and the calling thread is the one that loses its processor. Both live as long as this.
  explicit interloper(std::function<void()> what) : what_(std::move(what)), victim_(pthread_self()) {
    struct sigaction ours {};
    ours.sa_handler = [](int) {
      const int before = errno;
      const timespec shortest{0, 1};  // in fact what Linux adds to any sleep: some 50 us
      nanosleep(&shortest, nullptr);
      errno = before;
    };
    ours.sa_flags = SA_RESTART;
    sigaction(number(), &ours, nullptr);
    thread_ = std::thread([this] { work(); });
  }
  ~interloper() {
    over_ = true;
    thread_.join();
  }
  interloper(const interloper&) = delete;
  interloper& operator=(const interloper&) = delete;

  /// Right before the call in question. It waits a little, each time for another time, so that the kick hits any part of the call.
  void provoke() {
    wanted_ = true;
    pass(std::chrono::nanoseconds(static_cast<int>(random_() % longest_kick.count())));
  }
  /// Waits until it is done.
  void is_over() {
    while (wanted_) std::this_thread::yield();
  }

 private:
  static constexpr std::chrono::nanoseconds longest_kick{16'000};  // in a virtual machine it takes ten microseconds
  static int number() { return SIGRTMIN + 7; }

  static void pass(std::chrono::nanoseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end) {
    }
  }
  void work() {
    while (!over_) {
      if (!wanted_) {
        std::this_thread::yield();
        continue;
      }
      pthread_kill(victim_, number());
      pass(longest_kick);
      what_();
      wanted_ = false;
    }
  }

  const std::function<void()> what_;
  const pthread_t victim_;
  std::minstd_rand random_;  // the same in every run
  std::atomic<bool> wanted_{false}, over_{false};
  std::thread thread_;
};

}  // namespace winsock_test
