// faults: see the header.
#include "stack/socket/faults.hpp"

#include <array>
#include <new>

#include "stack/socket/faulty_stream.hpp"

namespace loopsock::faults {

constinit std::atomic<std::uint32_t> plans{0};

namespace {

constinit std::array<std::atomic<plan*>, lwip::most_nodes> by_node{};  // writer: set_plan(); readers: operations
constinit std::atomic<unanswered> told{nullptr};  // writer: on_unanswered(), while there is no plan

}  // namespace

void set_plan(lwip::node_number on, plan* wanted) noexcept {
  const plan* const before = by_node[on].exchange(wanted, std::memory_order_acq_rel);
  if (before == nullptr && wanted != nullptr) plans.fetch_add(1, std::memory_order_relaxed);
  if (before != nullptr && wanted == nullptr) plans.fetch_sub(1, std::memory_order_relaxed);
}

plan* plan_of(lwip::node_number on) noexcept { return by_node[on].load(std::memory_order_acquire); }

error next_operation(plan* now) noexcept {
  if (now == nullptr) return error::none;
  std::uint64_t left = now->until_failure.load(std::memory_order_relaxed);
  while (left != 0 && !now->until_failure.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) {
  }
  return left == 1 ? now->failure : error::none;
}

void on_unanswered(unanswered tell) noexcept { told.store(tell, std::memory_order_release); }

void tell_unanswered(handle number, std::uint32_t attempt) noexcept {
  if (const unanswered tell = told.load(std::memory_order_acquire)) tell(number, attempt);
}

stream& wrapped(stream& carrier, lwip::node_number on) noexcept {
  plan* const now = of(on);
  if (now == nullptr) return carrier;
  stream* const around = new (std::nothrow) faulty_stream(carrier, *now);
  return around != nullptr ? *around : carrier;
}

}  // namespace loopsock::faults
