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

#include <atomic>

#include "stack/base/node_state.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/initial_sequence.hpp"
#include "stack/lwip/packet_counts.hpp"
#include "stack/lwip/packet_tuple.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/tap_links.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/lwip/timers.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

constexpr std::size_t packets_between_chores = 64;
constexpr unsigned most_batches = 4096;

// All of these are guarded by the lock, but for the atomic.
host::spin_mutex mutex;
deferred* work_in_force = nullptr;
LOOPSOCK_NODE_STATE chore* first_chore = nullptr;

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

/// Looks when a timer is due next, where that can have changed; whether it is earlier than what the driver was told.
bool refresh_timer() noexcept {
  if (!timers::after_section()) return false;
  const host::time_point due = timers::next();
  std::atomic<host::clock_duration::rep>& next_due = node_in_place().next_due;
  const auto before = next_due.load(std::memory_order_relaxed);
  const auto now_due = due.time_since_epoch().count();
  // release: pairs with next_timer(); the driver that sleeps until then finds the timer armed.
  next_due.store(now_due, std::memory_order_release);
  return now_due < before;
}

void tell_of_timer(node& on) noexcept {
  if (const auto tell = on.timer_moved.load(std::memory_order_acquire)) return tell(on);
  if (&on != &own_node()) return;
  if (const timer_moved tell = tell_driver.load(std::memory_order_acquire)) tell();
}

}  // namespace

void lock_core(node& on) noexcept {
  mutex.lock();
#ifndef NDEBUG
  holder.store(&thread_mark, std::memory_order_relaxed);
#endif
  if (&on != &node_in_place()) put_in_place(on);
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

core_guard::core_guard(deferred& work, node& on) noexcept {
  lock_core(on);
  work_in_force = &work;
  timers::before_section();
}

core_guard::~core_guard() {
  run_to_completion();
  if (loopsock_outside_links != 0) send_trains();
  const bool earlier = refresh_timer();
  node& served = node_in_place();
  work_in_force = nullptr;
  unlock_core();
  if (earlier) tell_of_timer(served);
}

deferred& notes() noexcept { return *work_in_force; }

error start_core(node& on) noexcept {
  const plain_core_lock lock(on);
  if (on.started) return error::none;
  if (!remember_fresh_state()) return error::no_buffers;
  lwip_init();
  draw_secret();
  tcp_ticks = 1;  // a round trip that begins at 0 lwIP takes for none, and its first time-out stays at three seconds
  choose_tuple_keys();
  tcp_stream_impl::prepare();
  if (const error failed = links::add_loopback(); failed != error::none) return failed;
  on.started = true;
  return error::none;
}

host::time_point next_timer(const node& on) noexcept {
  return host::time_point(host::clock_duration(on.next_due.load(std::memory_order_acquire)));
}

void run_timers(node& on) noexcept {
  deferred work;  // outlives the guard, so its notes are told without the lock
  const core_guard core(work, on);
  // Between two ticks of the timer no 32-bit counter of lwIP's turns over twice.
  (void)widen_counts();
  timers::run_due();
}

void on_timer_moved(timer_moved tell) noexcept { tell_driver.store(tell, std::memory_order_release); }

packet_counters counters(node& on) noexcept {
  const plain_core_lock lock(on);
  return widen_counts();
}

}  // namespace loopsock::lwip

/// lwIP's clock: milliseconds that wrap.
extern "C" u32_t sys_now(void) {
  const auto since_epoch = loopsock::host::now().time_since_epoch();
  return static_cast<u32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count());
}
