// idle_rings: the list, and the walk along it.
#include "stack/socket/idle_rings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <mutex>
#include <new>

#include "fastpath/loop_pair.hpp"
#include "stack/host/free_memory.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/socket/kept_out.hpp"
#include "stack/socket/path.hpp"

namespace loopsock::idle_rings {
namespace {

constexpr std::chrono::milliseconds interval{1000};
// A connection that closes waits for the lock this long at most: some microseconds.
constexpr std::size_t looks_at_once = 16;
// When so many directions have given back their rings, some megabytes, the heap is asked to let go of them; but not often.
constexpr std::size_t many_rings = 1024;
constexpr std::chrono::seconds between_trims{30};

}  // namespace

class list {
 public:
  /// Whether it was empty.
  bool add(fastpath::loop_pair& pair, place& where) noexcept {
    const std::lock_guard hold(lock_);
    if (where.listed()) return false;  // the other end was faster
    try {
      entries_.push_back({&pair, &where, {}});
    } catch (const std::bad_alloc&) {
      return false;
    }
    where.index_.store(static_cast<std::uint32_t>(entries_.size() - 1), std::memory_order_relaxed);
    return entries_.size() == 1;
  }

  void remove(place& where) noexcept {
    const std::lock_guard hold(lock_);
    if (where.listed()) take_out(where.index_.load(std::memory_order_relaxed));
  }

  /// Looks at a few before `from`, the last first; where to go on. (So an entry that takes another's place was looked at.)
  std::size_t look_at_some(std::size_t from) noexcept {
    const std::lock_guard hold(lock_);
    from = std::min(from, entries_.size());
    for (std::size_t looks = 0; from != 0 && looks != looks_at_once; ++looks) look_at(--from);
    return from;
  }

  /// Whether so much has been given back that the heap should be trimmed, now.
  [[nodiscard]] bool time_to_trim() noexcept {
    const std::lock_guard hold(lock_);
    const host::time_point now = host::now();
    if (given_back_ < many_rings || now < next_trim_) return false;
    given_back_ = 0;
    next_trim_ = now + between_trims;
    return true;
  }

  [[nodiscard]] std::size_t count() noexcept {
    const std::lock_guard hold(lock_);
    return entries_.size();
  }

 private:
  struct entry {
    fastpath::loop_pair* pair;
    place* where;
    std::array<fastpath::position, 2> stood_at;  // a sweep ago, by the end that the direction leads to
  };

  void look_at(std::size_t index) noexcept {
    entry& one = entries_[index];
    std::array<bool, 2> still{};
    bool any = false;
    for (unsigned end = 0; end < 2; ++end) {
      const fastpath::position stands_at = one.pair->towards(end).written();
      still[end] = stands_at == one.stood_at[end];
      any = any || (still[end] && one.pair->towards(end).in_use());
      one.stood_at[end] = stands_at;
    }
    if (any) give_back(index, still);
  }

  void give_back(std::size_t index, const std::array<bool, 2>& still) noexcept {
    fastpath::loop_pair& pair = *entries_[index].pair;
    // Until it is out of the list, too: none of its calls can begin to use a ring meanwhile and find itself listed still.
    const kept_out calls(pair);
    if (!calls) return;
    const moving_counts counts_of_the_ended_ones_grow;
    bool rests = true;
    for (unsigned end = 0; end < 2; ++end) {
      fastpath::channel& direction = pair.towards(end);
      const std::uint64_t direct = direction.direct_bytes();
      if (still[end] && direction.in_use() && direction.rest()) {
        count_fast_bytes(0, direct);
        ++given_back_;
      }
      rests = rests && !direction.in_use();
    }
    if (rests) take_out(index);
  }

  void take_out(std::size_t index) noexcept {
    entries_[index].where->index_.store(place::nowhere, std::memory_order_relaxed);
    if (index != entries_.size() - 1) {
      entries_[index] = entries_.back();
      entries_[index].where->index_.store(static_cast<std::uint32_t>(index), std::memory_order_relaxed);
    }
    entries_.pop_back();
  }

  host::spin_mutex lock_;
  std::deque<entry> entries_;
  std::size_t given_back_ = 0;  // directions, since the last trim
  host::time_point next_trim_{};
};

namespace {

list& connections() noexcept {
  static list& one = *new list;  // leaked: a late close at exit must still find it
  return one;
}

// Writers: add(), when the list was empty, and sweep(); reader: the driver.
std::atomic<host::clock_duration::rep> due{host::never.time_since_epoch().count()};
// Written once, before the first connection.
std::atomic<void (*)() noexcept> tell_driver{nullptr};

void set_due(host::time_point when) noexcept { due.store(when.time_since_epoch().count(), std::memory_order_release); }

}  // namespace

void add(fastpath::loop_pair& pair, place& where) noexcept {
  if (!connections().add(pair, where)) return;
  set_due(host::deadline_after(interval));
  if (const auto tell = tell_driver.load(std::memory_order_acquire)) tell();
}

void remove(place& where) noexcept { connections().remove(where); }

host::time_point next_sweep() noexcept {
  return host::time_point(host::clock_duration(due.load(std::memory_order_acquire)));
}

void sweep() noexcept {
  if (host::now() < next_sweep()) return;
  set_due(host::never);
  look_at_all();
  // Whoever found the list empty meanwhile has said so himself.
  if (count() != 0) set_due(host::deadline_after(interval));
}

void look_at_all() noexcept {
  for (std::size_t left = SIZE_MAX; left != 0;) left = connections().look_at_some(left);
  if (connections().time_to_trim()) host::return_free_memory();
}

std::size_t count() noexcept { return connections().count(); }

void on_timer_moved(void (*tell)() noexcept) noexcept { tell_driver.store(tell, std::memory_order_release); }

}  // namespace loopsock::idle_rings
