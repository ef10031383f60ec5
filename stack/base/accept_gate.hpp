// accept_gate: how many connections may wait at one listener, for both kinds together.
//
// Fast connections and TCP's SYNs come in under different locks; the gate is the one number that they share. A place is
// taken before a connection is made and given back when the application accepts it or it dies in the queue. Without a place
// the connect is refused, on both paths (RST for a SYN), never silently dropped.
//
// used_   written by whoever brings or removes a connection, with compare-exchange; no memory is published through it.
// limit_  written by listen(), read by everybody.
// hold_all_  written by the registry of filters, read when somebody asks for a connection.
#pragma once

#include <atomic>
#include <cstdint>

namespace loopsock {

class accept_gate {
 public:
  void set_limit(std::uint32_t limit) noexcept { limit_.store(limit, std::memory_order_relaxed); }
  void set_conditional(bool on) noexcept { conditional_.store(on, std::memory_order_relaxed); }
  /// A request waits, unanswered, until somebody has decided: the application's condition function (SO_CONDITIONAL_ACCEPT), or filters.
  [[nodiscard]] bool conditional() const noexcept { return asks_application() || asks_filters(); }
  [[nodiscard]] bool asks_application() const noexcept { return conditional_.load(std::memory_order_relaxed); }
  /// Of all gates: whether filters want to be asked about each request.
  static void hold_all(bool on) noexcept { hold_all_.store(on, std::memory_order_relaxed); }
  [[nodiscard]] static bool asks_filters() noexcept { return hold_all_.load(std::memory_order_relaxed); }

  [[nodiscard]] bool take_place() noexcept {
    std::uint32_t used = used_.load(std::memory_order_relaxed);
    while (used < limit_.load(std::memory_order_relaxed)) {
      if (used_.compare_exchange_weak(used, used + 1, std::memory_order_relaxed)) return true;
    }
    return false;
  }
  /// For who has given his place back and needs it again, also where it is one too many.
  void take_place_back() noexcept { used_.fetch_add(1, std::memory_order_relaxed); }
  void give_back() noexcept { used_.fetch_sub(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint32_t limit() const noexcept { return limit_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::uint32_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint32_t> used_{0};
  std::atomic<std::uint32_t> limit_{0};
  std::atomic<bool> conditional_{false};
  static inline std::atomic<bool> hold_all_{false};
};

}  // namespace loopsock
