#include "compat/overlapped/thread_pool.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <mutex>
#include <new>
#include <thread>

#include "stack/host/blocked_signals.hpp"
#include "stack/host/thread_births.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

constexpr std::chrono::milliseconds patience{10'000};  // of a thread that has nothing to do
constexpr std::chrono::milliseconds stall{50};         // nothing taken for so long while packets wait: somebody sleeps

std::uint32_t processors() noexcept {
  static const std::uint32_t count = std::max(2u, std::thread::hardware_concurrency());
  return count;
}

}  // namespace

thread_pool* thread_pool::make() noexcept {
  completion_port* const port = completion_port::make(processors());
  if (port == nullptr) return nullptr;
  auto* const pool = new (std::nothrow) thread_pool(*port);
  if (pool == nullptr) {
    port->release();
    return nullptr;
  }
  return pool->start() ? pool : nullptr;
}

thread_pool* thread_pool::usual() noexcept {
  static thread_pool* const one = make();
  return one;
}

void thread_pool::give_up() noexcept { set_least(1); }

bool thread_pool::start() noexcept {
  if (!keep_one_free()) return false;
  try {
    const host::blocked_signals quiet;
    host::birth expected;
    std::thread([this, birth = expected.for_child()]() noexcept {
      birth.begin();
      supervise();
    }).detach();
    expected.handed_over();
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// ----------------------------------------------------------------------------------------------------------- how many threads

std::uint32_t thread_pool::limit() noexcept {
  const std::lock_guard hold(lock_);
  return std::min(processors(), most_);
}

void thread_pool::set_most(std::uint32_t threads) noexcept {
  {
    const std::lock_guard hold(lock_);
    most_ = std::max(1u, threads);
    least_ = std::min(least_, most_);
  }
  port_.set_concurrency(limit());
}

bool thread_pool::set_least(std::uint32_t threads) noexcept {
  {
    const std::lock_guard hold(lock_);
    least_ = std::max(1u, threads);
    most_ = std::max(least_, most_);
  }
  for (;;) {
    {
      const std::lock_guard hold(lock_);
      if (threads_ >= least_) return true;
    }
    if (!add_thread()) return false;
  }
}

// False: there is no room for another thread.
bool thread_pool::add_thread() noexcept {
  {
    const std::lock_guard hold(lock_);
    if (threads_ >= most_) return true;
    ++threads_;
  }
  try {
    const host::blocked_signals quiet;
    host::birth expected;
    std::thread([this, birth = expected.for_child()]() noexcept {
      birth.begin();
      work();
    }).detach();
    expected.handed_over();
    return true;
  } catch (const std::exception&) {
    const std::lock_guard hold(lock_);
    --threads_;
    return false;
  }
}

bool thread_pool::keep_one_free() noexcept { return idle_.load(std::memory_order_relaxed) != 0 || add_thread(); }

bool thread_pool::may_leave() noexcept {
  const std::lock_guard hold(lock_);
  if (threads_ <= least_ || idle_.load(std::memory_order_relaxed) == 0) return false;
  --threads_;
  return true;
}

// --------------------------------------------------------------------------------------------------------------- the threads

void thread_pool::work() noexcept {
  for (;;) {
    std::array<port_entry, 1> packet;
    std::size_t count = 0;
    idle_.fetch_add(1, std::memory_order_relaxed);
    const completion_port::taken answer = port_.take(packet, count, host::deadline_after(patience), false);
    idle_.fetch_sub(1, std::memory_order_relaxed);
    if (answer == completion_port::taken::some) {
      taken_.fetch_add(1, std::memory_order_relaxed);
      busy_.fetch_add(1, std::memory_order_relaxed);
      keep_one_free();
      if (watched_.load(std::memory_order_relaxed) == 0) {
        watched_.store(1, std::memory_order_release);  // pairs with supervise()
        host::waiting->wake(watched_, true);
      }
      reinterpret_cast<pool_receiver*>(packet[0].key)->got(packet[0]);
      busy_.fetch_sub(1, std::memory_order_relaxed);
    } else if (may_leave()) {
      return;
    }
  }
}

// As many callbacks may be busy as there are processors. Once all of them are and nothing moves, they sleep somewhere: one more may run.
void thread_pool::supervise() noexcept {
  std::uint32_t allowed = limit();
  std::uint64_t seen = 0;
  for (;;) {
    while (watched_.load(std::memory_order_acquire) == 0) host::waiting->wait(watched_, 0, host::never);
    watched_.store(0, std::memory_order_relaxed);
    const host::time_point next = host::deadline_after(stall);
    const std::atomic<std::uint32_t> nobody{0};
    while (host::waiting->wait(nobody, 0, next)) {
    }
    const std::uint64_t taken = taken_.load(std::memory_order_relaxed);
    const std::uint32_t busy = busy_.load(std::memory_order_relaxed);
    std::uint32_t most = 0;
    {
      const std::lock_guard hold(lock_);
      most = most_;
    }
    const std::uint32_t base = std::min(processors(), most);
    if (busy < base) {
      allowed = base;
    } else if (busy >= allowed && taken == seen) {
      allowed = std::min(busy + 1, most);
      keep_one_free();
    }
    allowed = std::min(allowed, most);
    seen = taken;
    port_.set_concurrency(allowed);
    if (busy >= allowed && allowed < most) watched_.store(1, std::memory_order_relaxed);  // look again
  }
}

}  // namespace loopsock::compat
