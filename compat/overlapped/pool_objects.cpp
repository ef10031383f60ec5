#include "compat/overlapped/pool_objects.hpp"

#include "compat/overlapped/status.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

constexpr std::uint64_t one_due = 1;
constexpr std::uint64_t one_skipped = std::uint64_t{1} << 32;

}  // namespace

void pool_object::expect() noexcept {
  hold();
  unfinished_.fetch_add(1, std::memory_order_relaxed);
  wanted_.fetch_add(one_due, std::memory_order_relaxed);
}

void pool_object::forget() noexcept {
  const packet_is what = take_wanted(false);
  if (what == packet_is::unexpected) return;
  if (what == packet_is::due) finish(1);
  release();
}

pool_object::packet_is pool_object::take_wanted(bool skipped_first) noexcept {
  std::uint64_t there = wanted_.load(std::memory_order_relaxed);
  while (there != 0) {
    const bool skipped = there >= one_skipped && (skipped_first || there % one_skipped == 0);
    if (wanted_.compare_exchange_weak(there, there - (skipped ? one_skipped : one_due), std::memory_order_relaxed))
      return skipped ? packet_is::skipped : packet_is::due;
  }
  return packet_is::unexpected;
}

void pool_object::finish(std::uint32_t count) noexcept {
  // seq_cst: pairs with wait_for_callbacks(); who waits sees this, or is seen here.
  if (unfinished_.fetch_sub(count, std::memory_order_seq_cst) != count) return;
  if (waiting_.load(std::memory_order_seq_cst) != 0) host::waiting->wake(unfinished_, true);
}

void pool_object::wait_for_callbacks(bool cancel) noexcept {
  if (cancel) {
    std::uint64_t there = wanted_.load(std::memory_order_relaxed);
    std::uint64_t dropped = 0;
    do {
      dropped = there % one_skipped;
    } while (!wanted_.compare_exchange_weak(there, there - dropped + dropped * one_skipped, std::memory_order_relaxed));
    if (dropped != 0) finish(static_cast<std::uint32_t>(dropped));
  }
  waiting_.fetch_add(1, std::memory_order_seq_cst);
  for (;;) {
    const std::uint32_t left = unfinished_.load(std::memory_order_seq_cst);
    if (left == 0) break;
    host::waiting->wait(unfinished_, left, host::never);
  }
  waiting_.fetch_sub(1, std::memory_order_relaxed);
}

void pool_object::got(const port_entry& packet) noexcept {
  const packet_is what = take_wanted(true);
  if (what == packet_is::unexpected) return;
  if (what == packet_is::due) {
    {
      running_callback running;
      call(running.instance(), packet);
    }
    finish(1);
  }
  release();  // the packet's
}

}  // namespace loopsock::compat

bool loopsock_tp_work::submit() noexcept {
  expect();
  if (pool_.submit(*this)) return true;
  forget();
  return false;
}

void loopsock_tp_io::call(PTP_CALLBACK_INSTANCE instance, const loopsock::compat::port_entry& packet) noexcept {
  function_(instance, context_, packet.overlapped, loopsock::compat::win32_error_of(packet.status), packet.bytes, this);
}
