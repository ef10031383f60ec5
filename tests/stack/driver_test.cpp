// driver_test: the timer driver, in real time. The waits are bounded by a generous limit and normally take milliseconds.
#include "stack/host/driver.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

using namespace loopsock;
using namespace std::chrono_literals;
using host::time_point;

namespace {

// A timer source has no context, so the source of these tests is one set of globals.
std::atomic<std::int64_t> due{0};  // nanoseconds; host::never when nothing is due
std::atomic<int> runs{0};
std::atomic<std::int64_t> last_run{0};
std::atomic<bool> signals_blocked{false};
host::driver* stop_inside = nullptr;
std::atomic<int> restart_refused{0};

void set_due(time_point at) { due.store(at.time_since_epoch().count()); }

time_point next_due() noexcept { return time_point(host::clock_duration(due.load())); }

void run_due() noexcept {
  if (next_due() > host::now()) return;
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  signals_blocked = sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGALRM) == 1;
  last_run = host::now().time_since_epoch().count();
  set_due(host::never);
  if (stop_inside != nullptr) {
    stop_inside->stop();
    if (stop_inside->start({next_due, run_due}) == error::in_progress) ++restart_refused;
  }
  ++runs;
}

constexpr host::timer_source source{next_due, run_due};

/// A driver, and a source that wants nothing.
struct setting {
  setting() {
    set_due(host::never);
    runs = 0;
    stop_inside = nullptr;
    REQUIRE(driver != nullptr);
  }
  std::unique_ptr<host::driver> driver = host::make_thread_driver();
};

bool runs_reach(int count) {
  const time_point limit = host::now() + 10s;
  while (runs < count && host::now() < limit) std::this_thread::sleep_for(200us);
  return runs >= count;
}

std::int64_t processor_time() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

TEST_CASE("driver: runs what is due at the start, on a thread without signals", "[driver]") {
  setting s;
  set_due(host::now() + 2ms);
  REQUIRE(s.driver->start(source) == error::none);
  REQUIRE(runs_reach(1));
  CHECK(signals_blocked);
  s.driver->stop();
  CHECK(runs == 1);
}

TEST_CASE("driver: is never early, and follows a timer that moves earlier", "[driver]") {
  setting s;
  set_due(host::now() + 1h);
  REQUIRE(s.driver->start(source) == error::none);
  const time_point wanted = host::now() + 5ms;
  set_due(wanted);
  s.driver->timer_moved();
  REQUIRE(runs_reach(1));
  CHECK(last_run >= wanted.time_since_epoch().count());
}

TEST_CASE("driver: sleeps for ever while nothing is due, and costs nothing", "[driver]") {
  setting s;
  REQUIRE(s.driver->start(source) == error::none);
  s.driver->timer_moved();  // says nothing new
  std::this_thread::sleep_for(20ms);
  const std::int64_t before = processor_time();
  std::this_thread::sleep_for(100ms);
  CHECK(processor_time() - before < 20'000'000);
  CHECK(runs == 0);
  set_due(host::now());
  s.driver->timer_moved();
  CHECK(runs_reach(1));
}

TEST_CASE("driver: a timer that was taken back does not run", "[driver]") {
  setting s;
  set_due(host::now() + 10ms);
  REQUIRE(s.driver->start(source) == error::none);
  set_due(host::never);
  s.driver->timer_moved();
  std::this_thread::sleep_for(30ms);
  CHECK(runs == 0);
}

TEST_CASE("driver: can be started and stopped again and again", "[driver]") {
  setting s;
  s.driver->stop();
  s.driver->timer_moved();
  for (int round = 1; round <= 20; ++round) {
    REQUIRE(s.driver->start(source) == error::none);
    REQUIRE(s.driver->start(source) == error::none);
    set_due(host::now());
    s.driver->timer_moved();
    REQUIRE(runs_reach(round));
    s.driver->stop();
    s.driver->stop();
  }
  set_due(host::now());
  s.driver->timer_moved();
  std::this_thread::sleep_for(5ms);
  CHECK(runs == 20);
}

TEST_CASE("driver: what moved while it was stopped is seen at the next start", "[driver]") {
  setting s;
  REQUIRE(s.driver->start(source) == error::none);
  s.driver->stop();
  set_due(host::now());
  s.driver->timer_moved();
  REQUIRE(s.driver->start(source) == error::none);
  CHECK(runs_reach(1));
}

TEST_CASE("driver: may be stopped from within run(), but not started there", "[driver]") {
  setting s;
  stop_inside = s.driver.get();
  restart_refused = 0;
  set_due(host::now());
  REQUIRE(s.driver->start(source) == error::none);
  REQUIRE(runs_reach(1));
  CHECK(restart_refused == 1);
  stop_inside = nullptr;
  set_due(host::now());
  REQUIRE(s.driver->start(source) == error::none);
  CHECK(runs_reach(2));
}

TEST_CASE("driver: no move is lost when several threads move the timer and others start and stop", "[driver]") {
  setting s;
  REQUIRE(s.driver->start(source) == error::none);
  std::atomic<bool> enough{false};
  std::vector<std::thread> movers;
  for (int i = 0; i < 3; ++i) {
    movers.emplace_back([&] {
      while (!enough) {
        s.driver->timer_moved();
        std::this_thread::yield();
      }
    });
  }
  for (int round = 1; round <= 300; ++round) {
    if (round % 50 == 0) {
      s.driver->stop();
      REQUIRE(s.driver->start(source) == error::none);
    }
    set_due(host::now() + std::chrono::microseconds(round % 7 * 50));
    s.driver->timer_moved();
    if (!runs_reach(round)) break;
  }
  enough = true;
  for (std::thread& mover : movers) mover.join();
  CHECK(runs == 300);
}

TEST_CASE("driver: one move is enough, each time", "[driver]") {
  setting s;
  REQUIRE(s.driver->start(source) == error::none);
  for (int round = 1; round <= 2000; ++round) {
    set_due(host::now() + std::chrono::microseconds(round % 3 * 20));
    s.driver->timer_moved();
    const time_point limit = host::now() + 10s;
    while (runs < round && host::now() < limit) std::this_thread::yield();
    if (runs < round) break;
  }
  CHECK(runs == 2000);
}

namespace {

/// A pipe, and what its watch has seen.
struct watched_pipe {
  watched_pipe() { REQUIRE(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0); }
  ~watched_pipe() {
    close(ends[0]);
    close(ends[1]);
  }
  [[nodiscard]] host::descriptor_user user() {
    return {[](void* whose) noexcept {
              auto& self = *static_cast<watched_pipe*>(whose);
              char byte;
              if (self.leave_unread == 0 && read(self.ends[0], &byte, 1) == 1) ++self.bytes;
              if (self.leave_unread > 0) --self.leave_unread;
              if (self.linger) std::this_thread::sleep_for(30ms);
              ++self.calls;
            },
            [](void* whose) noexcept { ++static_cast<watched_pipe*>(whose)->writable; }, this};
  }
  int ends[2];
  std::atomic<int> bytes{0}, calls{0}, writable{0}, leave_unread{0};
  std::atomic<bool> linger{false};
};

bool reaches(const std::atomic<int>& what, int count) {
  const time_point limit = host::now() + 10s;
  while (what < count && host::now() < limit) std::this_thread::sleep_for(200us);
  return what >= count;
}

}  // namespace

TEST_CASE("driver: tells that a descriptor can be read, again while something is left, and across a stop", "[driver]") {
  setting s;
  watched_pipe p;
  p.leave_unread = 3;
  REQUIRE(s.driver->watch(p.ends[0], p.user()) == error::none);
  REQUIRE(s.driver->start(source) == error::none);
  REQUIRE(write(p.ends[1], "ab", 2) == 2);
  CHECK(reaches(p.bytes, 2));
  CHECK(p.calls >= 5);
  s.driver->stop();
  REQUIRE(write(p.ends[1], "c", 1) == 1);
  std::this_thread::sleep_for(5ms);
  CHECK(p.bytes == 2);
  REQUIRE(s.driver->start(source) == error::none);
  CHECK(reaches(p.bytes, 3));
  s.driver->unwatch(p.ends[0]);
  const int before = p.calls;
  REQUIRE(write(p.ends[1], "d", 1) == 1);
  std::this_thread::sleep_for(5ms);
  CHECK(p.calls == before);
  s.driver->stop();
}

TEST_CASE("driver: ending a watch waits for the call that is under way", "[driver]") {
  setting s;
  watched_pipe p;
  p.linger = true;
  REQUIRE(s.driver->watch(p.ends[0], p.user()) == error::none);
  REQUIRE(s.driver->start(source) == error::none);
  for (int i = 0; i < 5; ++i) {
    const int before = p.bytes;
    REQUIRE(write(p.ends[1], "x", 1) == 1);
    REQUIRE(reaches(p.bytes, before + 1));
    s.driver->unwatch(p.ends[0]);
    CHECK(p.calls == p.bytes);  // the call that had read the byte has ended
    REQUIRE(s.driver->watch(p.ends[0], p.user()) == error::none);
  }
  s.driver->unwatch(p.ends[0]);
  s.driver->stop();
}

TEST_CASE("driver: tells once that a descriptor can be written", "[driver]") {
  setting s;
  watched_pipe p;
  REQUIRE(s.driver->watch(p.ends[1], p.user()) == error::none);
  REQUIRE(s.driver->start(source) == error::none);
  s.driver->await_writable(p.ends[1]);
  CHECK(reaches(p.writable, 1));
  std::this_thread::sleep_for(5ms);
  CHECK(p.writable == 1);
  s.driver->await_writable(p.ends[1]);
  CHECK(reaches(p.writable, 2));
  s.driver->unwatch(p.ends[1]);
  s.driver->await_writable(p.ends[1]);  // nobody's any more
  s.driver->stop();
}
