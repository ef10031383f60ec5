// timer_chain: one Asio timer that follows a timer_source, on whatever io_context it is given.
//
// armed_     what the timer is set to, in nanoseconds; `deciding` while the context's thread finds out, so that a move that falls
//            into that moment is always reported. Written on the context's thread only.
// asked_     a look at next() is already queued. Set by whoever queues it, cleared by the look.
//
// The order that loses no wake-up: the look exchanges asked_ and armed_, then reads next(); the mover changes next(), then
// exchanges armed_ and asked_. Whichever exchange comes second sees what the other side did before its own.
//
// Threads  timer_moved() from any thread; the rest runs on the io_context, which one thread runs.
// Lifetime outlives the run of its io_context.
#pragma once

#include <atomic>
#include <cstdint>

#include "stack/host/asio.hpp"
#include "stack/host/driver.hpp"

namespace loopsock::host {

class timer_chain {
 public:
  explicit timer_chain(asio::io_context& context) : context_(context), timer_(context) {}

  /// The io_context is not running. From now on `source` is followed.
  void set_source(const timer_source& source) noexcept;
  void timer_moved() noexcept;

 private:
  static constexpr std::int64_t deciding = INT64_MAX;

  void ask() noexcept;
  void look() noexcept;
  void fired() noexcept;

  asio::io_context& context_;
  asio::steady_timer timer_;
  // Two words instead of a timer_source: timer_moved() may read while set_source() writes.
  std::atomic<time_point (*)() noexcept> next_{nullptr};
  std::atomic<void (*)() noexcept> run_{nullptr};
  std::atomic<std::int64_t> armed_{deciding};
  std::atomic<bool> asked_{false};
};

}  // namespace loopsock::host
