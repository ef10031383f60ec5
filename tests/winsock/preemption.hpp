// preemption: a thread that loses its processor wherever it happens to be, while another one does what must not come in between.
//
// Many races need one thread to stand still between two instructions while others go through a whole connection. The scheduler
// does that once in a million calls. Here a signal does it once a call: its handler sleeps for a moment, and afterwards the
// thread goes on as if nothing had happened. Where in the call it hits is left to chance, so a test makes many rounds.
//
//   this thread   ─► provoke() ─► call … ⚡ sleeps 60 us ………… ─► returns ─► is_over()
//   interloper         └► kicks …………… it hits ─► does it
//
// A kick is under way for a microsecond or, in a virtual machine, ten. provoke() waits so that it hits the call, not its neighbours:
// how long both take is learned from the rounds before.
//
// Nobody may rely on the sleeper for progress: it may hold a lock just then, and others wait for it as they would for the scheduler.
#pragma once

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
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
      hit_ = now();
      const timespec shortest{0, 1};  // in fact what Linux adds to any sleep: some 50 us
      nanosleep(&shortest, nullptr);
      errno = before;
    };
    ours.sa_flags = SA_RESTART;
    sigaction(number(), &ours, nullptr);
    sched_getaffinity(0, sizeof allowed_, &allowed_);
    thread_ = std::thread([this] { work(); });
  }
  ~interloper() {
    over_ = true;
    thread_.join();
  }
  interloper(const interloper&) = delete;
  interloper& operator=(const interloper&) = delete;

  /// Right before the call in question.
  void provoke() {
    hit_ = 0;
    processor_ = sched_getcpu();
    const nanoseconds begun = now();
    wanted_ = true;
    const nanoseconds into_the_call = static_cast<nanoseconds>(random_()) % (call_ + jitter) - jitter / 2;
    nanoseconds last = begun;
    for (nanoseconds at = begun; at < begun + kick_ - into_the_call; at = now()) last = at;
    called_ = now();
    // A thread that is hit stands still some time before its handler runs. So a kick that came too early tells how long it
    // took, and one that did not, that it takes longer than this.
    if (hit_ != 0)
      kick_ = stepped(kick_, last - begun, step, step);
    else
      kick_ = std::min(kick_ + step / 4, longest);
  }
  /// Right after it. Waits until the other thread has done its part.
  void is_over() {
    const nanoseconds returned = now();
    while (wanted_) std::this_thread::yield();
    // Only a call that came through undisturbed tells how long it takes.
    if (hit_ > returned) call_ = stepped(call_, returned - called_, step, 3 * step);
  }

 private:
  using nanoseconds = long long;
  static constexpr nanoseconds jitter = 1000, step = 100, longest = 30'000, patience = 1'000'000;
  static int number() { return SIGRTMIN + 7; }
  static nanoseconds now() {
    timespec at{};
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1'000'000'000LL + at.tv_nsec;
  }
  static nanoseconds stepped(nanoseconds from, nanoseconds to, nanoseconds up, nanoseconds down) {
    return std::clamp(from + (to > from ? up : -down), step, longest);
  }
  void work() {
    while (!over_) {
      if (!wanted_) {
        std::this_thread::yield();
        continue;
      }
      const nanoseconds kicked = now();
      pthread_kill(victim_, number());
      while (hit_ == 0 && now() < kicked + patience) std::this_thread::yield();
      what_();
      keep_away_from(processor_);
      wanted_ = false;
    }
  }

  // On one processor the two would only ever meet where the victim gives it up by itself.
  void keep_away_from(int processor) const {
    cpu_set_t others = allowed_;
    CPU_CLR(static_cast<unsigned>(processor), &others);
    if (sched_getcpu() == processor && CPU_COUNT(&others) != 0) sched_setaffinity(0, sizeof others, &others);
  }

  static inline std::atomic<nanoseconds> hit_{0};  // when the handler ran
  const std::function<void()> what_;
  const pthread_t victim_;
  std::minstd_rand random_;                  // the same in every run
  nanoseconds kick_ = 5'000, call_ = 2'000;  // how long they take
  nanoseconds called_ = 0;
  cpu_set_t allowed_{};
  std::atomic<int> processor_{0};  // the victim's
  std::atomic<bool> wanted_{false}, over_{false};
  std::thread thread_;
};

}  // namespace winsock_test
