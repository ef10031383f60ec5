// core: the lock and what happens at its end.
//
// Delivery runs to completion: every packet on loopback is an answer to one that a caller sent, bounded by its window, so
// the loop ends. Between two batches the chores run, since they may send again. Should two ends ever answer each other
// without end, a bound far above any window lets other threads have the lock, and the next guard goes on.
#include "stack/lwip/core.hpp"

#include <lwip/init.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>
#include <lwip/timeouts.h>

#include <atomic>

#include "stack/host/spin_mutex.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/packet_counts.hpp"
#include "stack/lwip/packet_tuple.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/lwip/time_wait.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

constexpr std::size_t packets_between_chores = 64;
constexpr unsigned most_batches = 4096;

// All of these are guarded by the lock, but for the atomics.
host::spin_mutex mutex;
deferred* work_in_force = nullptr;
chore* first_chore = nullptr;
bool started = false;
bool timers_changed = false;  // next_due has to be asked for again
bool timers_ran = false;      // what timers_are_wanted() said last

// Written under the lock, read by the driver and whoever waits.
std::atomic<host::clock_duration::rep> next_due{host::never.time_since_epoch().count()};
// Written once, before the first guard.
std::atomic<timer_moved> tell_driver{nullptr};

#ifndef NDEBUG
thread_local char thread_mark;
// Written by the holder of the lock; read by threads that ask whether they are the holder, and no other answer matters to them.
std::atomic<const void*> holder{nullptr};
#endif

void run_chores() noexcept {
  while (first_chore != nullptr) {
    chore& one = *first_chore;
    cancel_chore(one);
    one.run(one);
  }
}

void run_to_completion() noexcept {
  for (unsigned batch = 0; batch < most_batches; ++batch) {
    const bool more = links::deliver(packets_between_chores);
    keep_lists_short();
    if (!more && first_chore == nullptr) return;
    run_chores();
  }
}

/// lwIP's timers of IGMP, neighbours, reassembly and the like rearm themselves for ever, and have nothing to do on loopback.
/// So they rest until there is a connection, whose timers they share, or another link.
bool timers_are_wanted() noexcept {
  if (tcp_active_pcbs != nullptr || tcp_tw_pcbs != nullptr) return true;
  for (const netif* link = netif_list; link != nullptr; link = link->next) {
    if (!links::is_loop(*link)) return true;
  }
  return false;
}

/// Asks lwIP for its next timer, where it can have changed; whether it is earlier than what the driver was told.
bool refresh_timer() noexcept {
  // Timers start here or rearm in run_timers(), and nowhere else. So the clock need not be read at the end of every call.
  keep_timer_awake();
  const bool wanted = timers_are_wanted();
  if (wanted != timers_ran) timers_changed = true;
  // After a long rest lwIP's 32-bit times would seem to lie in the future.
  if (wanted && !timers_ran) sys_restart_timeouts();
  timers_ran = wanted;
  if (!timers_changed) return false;
  timers_changed = false;

  const u32_t sleep = wanted ? sys_timeouts_sleeptime() : SYS_TIMEOUTS_SLEEPTIME_INFINITE;
  const host::time_point due =
      sleep == SYS_TIMEOUTS_SLEEPTIME_INFINITE ? host::never : host::deadline_after(std::chrono::milliseconds(sleep));
  const auto before = next_due.load(std::memory_order_relaxed);
  const auto now_due = due.time_since_epoch().count();
  // release: pairs with next_timer(); the driver that sleeps until then finds the timer armed.
  next_due.store(now_due, std::memory_order_release);
  return now_due < before;
}

}  // namespace

void lock_core() noexcept {
  mutex.lock();
#ifndef NDEBUG
  holder.store(&thread_mark, std::memory_order_relaxed);
#endif
}

void unlock_core() noexcept {
#ifndef NDEBUG
  holder.store(nullptr, std::memory_order_relaxed);
#endif
  mutex.unlock();
}

bool core_is_locked() noexcept {
#ifndef NDEBUG
  return holder.load(std::memory_order_relaxed) == &thread_mark;
#else
  return true;
#endif
}

void add_chore(chore& what) noexcept {
  if (what.waiting) return;
  what.waiting = true;
  what.previous = nullptr;
  what.next = first_chore;
  if (first_chore != nullptr) first_chore->previous = &what;
  first_chore = &what;
}

void cancel_chore(chore& what) noexcept {
  if (!what.waiting) return;
  what.waiting = false;
  (what.previous != nullptr ? what.previous->next : first_chore) = what.next;
  if (what.next != nullptr) what.next->previous = what.previous;
}

core_guard::core_guard(deferred& work) noexcept {
  lock_core();
  work_in_force = &work;
}

core_guard::~core_guard() {
  run_to_completion();
  const bool earlier = refresh_timer();
  work_in_force = nullptr;
  unlock_core();
  if (earlier) {
    if (const timer_moved tell = tell_driver.load(std::memory_order_acquire)) tell();
  }
}

deferred& notes() noexcept { return *work_in_force; }

error start_core() noexcept {
  const plain_core_lock lock;
  if (started) return error::none;
  lwip_init();
  choose_tuple_keys();
  tcp_stream_impl::prepare();
  if (const error failed = links::add_loopback(); failed != error::none) return failed;
  timers_changed = true;
  (void)refresh_timer();
  started = true;
  return error::none;
}

host::time_point next_timer() noexcept {
  return host::time_point(host::clock_duration(next_due.load(std::memory_order_acquire)));
}

void run_timers() noexcept {
  deferred work;  // outlives the guard, so its notes are told without the lock
  const core_guard core(work);
  // Between two ticks of the timer no 32-bit counter of lwIP's turns over twice.
  (void)widen_counts();
  if (loopsock_parked_pcbs != 0) wake_for_tick();
  sys_check_timeouts();
  end_old_waits();
  timers_changed = true;
}

void on_timer_moved(timer_moved tell) noexcept { tell_driver.store(tell, std::memory_order_release); }

packet_counters counters() noexcept {
  const plain_core_lock lock;
  return widen_counts();
}

}  // namespace loopsock::lwip

/// lwIP's clock: milliseconds that wrap.
extern "C" u32_t sys_now(void) {
  const auto since_epoch = loopsock::host::now().time_since_epoch();
  return static_cast<u32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count());
}
