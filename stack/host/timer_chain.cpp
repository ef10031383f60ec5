// timer_chain: see the header.
#include "stack/host/timer_chain.hpp"

#include <exception>

namespace loopsock::host {

void timer_chain::set_source(const timer_source& source) noexcept {
  run_.store(source.run, std::memory_order_relaxed);
  // release: pairs with timer_moved(); whoever sees this next() may also call what it needs.
  next_.store(source.next, std::memory_order_release);
  // What was asked before the last stop may have gone with it.
  asked_.store(false, std::memory_order_relaxed);
  armed_.store(deciding, std::memory_order_relaxed);
  ask();
}

void timer_chain::timer_moved() noexcept {
  // acquire: pairs with set_source().
  const auto next = next_.load(std::memory_order_acquire);
  if (next == nullptr) return;
  // acq_rel, and an exchange though nothing changes: pairs with look(). If this comes first, look() sees the moved next(); if
  // it comes second, we see `deciding` or what look() armed.
  const std::int64_t armed = armed_.fetch_add(0, std::memory_order_acq_rel);
  // `never` is the largest time: when nothing is due this is false whatever is armed.
  if (next().time_since_epoch().count() < armed) ask();
}

void timer_chain::ask() noexcept {
  // acq_rel: pairs with look(), which clears it.
  if (asked_.exchange(true, std::memory_order_acq_rel)) return;
  try {
    asio::post(context_, [this]() noexcept { look(); });
  } catch (const std::exception&) {
    // No memory for the handler. The next move asks again.
    asked_.store(false, std::memory_order_relaxed);
  }
}

void timer_chain::look() noexcept {
  // acq_rel: pairs with ask(). Whoever found a look queued already had moved next() before, so it is seen below; what moves
  // after this is asked for again.
  asked_.exchange(false, std::memory_order_acq_rel);
  // acq_rel: pairs with timer_moved().
  armed_.exchange(deciding, std::memory_order_acq_rel);
  const time_point next = next_.load(std::memory_order_relaxed)();
  try {
    if (next == never) {
      timer_.cancel();
    } else {
      // Also takes back the wait for the time before.
      timer_.expires_at(next);
      timer_.async_wait([this](const auto& cancelled) noexcept {
        if (!cancelled) fired();
      });
    }
    armed_.store(next.time_since_epoch().count(), std::memory_order_relaxed);
  } catch (const std::exception&) {
    // No memory for the wait; armed_ stays, so that the next move asks again.
  }
}

void timer_chain::fired() noexcept {
  // The look below follows in any case, so moves that run() itself makes need not ask for one.
  asked_.store(true, std::memory_order_relaxed);
  run_.load(std::memory_order_relaxed)();
  look();
}

}  // namespace loopsock::host
