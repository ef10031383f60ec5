// waiting_linux: clock_gettime, futex and sched_yield behind the waiting table.
#include "stack/host/waiting.hpp"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <ctime>
#include <thread>

namespace loopsock::host {
namespace {

time_point clock_now() noexcept {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return time_point(std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec));
}

long futex(const std::atomic<std::uint32_t>& word, int operation, std::uint32_t value, const timespec* deadline,
           std::uint32_t bits) noexcept {
  return syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, value, deadline, nullptr, bits);
}

bool futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected, time_point deadline) noexcept {
  // FUTEX_WAIT_BITSET takes an absolute CLOCK_MONOTONIC time, so an interrupted wait loses nothing when it is repeated.
  timespec until{};
  const timespec* until_or_forever = nullptr;
  if (deadline != never) {
    const auto since_epoch = deadline.time_since_epoch();
    if (since_epoch.count() < 0) return false;
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(since_epoch);
    until.tv_sec = static_cast<time_t>(whole.count());
    until.tv_nsec = static_cast<long>((since_epoch - whole).count());
    until_or_forever = &until;
  }
  const long rc = futex(word, FUTEX_WAIT_BITSET, expected, until_or_forever, FUTEX_BITSET_MATCH_ANY);
  return !(rc == -1 && errno == ETIMEDOUT);
}

void futex_wake(const std::atomic<std::uint32_t>& word, bool everybody) noexcept {
  futex(word, FUTEX_WAKE, everybody ? INT_MAX : 1, nullptr, 0);
}

void yield_now() noexcept { sched_yield(); }

std::chrono::nanoseconds calendar_now() noexcept {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

// About five microseconds on current processors: longer than a busy peer takes to answer, far shorter than a futex round
// trip (some 50 us), so that a wrong guess costs a tenth of what it would have saved.
constexpr unsigned spins_when_parallel = 200;

}  // namespace

const waiting_table& real_waiting() noexcept {
  static const waiting_table table{clock_now,    futex_wait,
                                   futex_wake,   yield_now,
                                   calendar_now, std::thread::hardware_concurrency() > 1 ? spins_when_parallel : 0};
  return table;
}

const waiting_table* waiting = &real_waiting();

// A thread that a test network has given up (stack/testnet/lockstep.hpp) sleeps on and reads no more, but the thread sanitizer does not know when it
// last did.
#if defined(__has_attribute)
#if __has_attribute(no_sanitize)
__attribute__((no_sanitize("thread")))
#endif
#endif
void set_waiting(const waiting_table& table) noexcept {
  waiting = &table;
}

time_point deadline_after(std::chrono::milliseconds span) noexcept {
  const time_point from = now();
  const auto room = std::chrono::duration_cast<std::chrono::milliseconds>(never - from);
  return span >= room ? never : from + span;
}

}  // namespace loopsock::host
