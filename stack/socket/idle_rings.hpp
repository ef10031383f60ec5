// idle_rings: memory that fast connections give back while nothing is sent over them.
//
//   first byte ─► [ list of connections with rings ] ─► once in an interval: a direction that stands where it stood a whole interval ago, with
//                                                        nothing on its way, gives its ring back; without rings a connection leaves the list
//
// So a million connections that once said hello cost no more than a million that never did, and looking after those that rest costs nothing. The
// sweep never waits for a call: a connection that is at work this moment is looked at again an interval later.
//
// Threads  any; the list has one small lock, held for a few connections at a time. sweep() is the stack's timer.
// Memory   32 bytes per connection in the list. Where there are none, it stays out of it and keeps its rings.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "stack/host/waiting.hpp"

namespace loopsock::fastpath {
class loop_pair;
}

namespace loopsock::idle_rings {

/// Where a connection stands in the list. Written under the list's lock; looked at by the connection's calls.
class place {
 public:
  [[nodiscard]] bool listed() const noexcept { return index_.load(std::memory_order_relaxed) != nowhere; }

 private:
  friend class list;
  static constexpr std::uint32_t nowhere = ~0u;
  std::atomic<std::uint32_t> index_{nowhere};
};

/// The connection has begun to use a ring: called within one of its calls, as long as it is not listed.
void add(fastpath::loop_pair& pair, place& where) noexcept;
/// The connection goes away. Until this returns, the sweep may look at it.
void remove(place& where) noexcept;

/// When sweep() is wanted next; `never` while the list is empty.
host::time_point next_sweep() noexcept;
void sweep() noexcept;
/// What sweep() does when it is due.
void look_at_all() noexcept;
/// How many connections are in the list.
std::size_t count() noexcept;
/// Called when next_sweep() has become earlier, whatever locks the caller of add() holds.
void on_timer_moved(void (*tell)() noexcept) noexcept;

}  // namespace loopsock::idle_rings
