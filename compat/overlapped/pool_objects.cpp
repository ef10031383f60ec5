#include "compat/overlapped/pool_objects.hpp"

#include "compat/overlapped/status.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {

void pool_object::expect() noexcept {
  hold();
  packets_.fetch_add(1, std::memory_order_relaxed);
  unfinished_.fetch_add(1, std::memory_order_relaxed);
  due_.fetch_add(1, std::memory_order_relaxed);
}

void pool_object::forget() noexcept {
  if (!take_one(packets_)) return;
  if (take_one(due_)) finish(1);
  release();
}

// False: there is none.
bool pool_object::take_one(std::atomic<std::uint32_t>& count) noexcept {
  std::uint32_t there = count.load(std::memory_order_relaxed);
  while (there != 0) {
    if (count.compare_exchange_weak(there, there - 1, std::memory_order_relaxed)) return true;
  }
  return false;
}

void pool_object::finish(std::uint32_t count) noexcept {
  // seq_cst: pairs with wait_for_callbacks(); who waits sees this, or is seen here.
  if (unfinished_.fetch_sub(count, std::memory_order_seq_cst) != count) return;
  if (waiting_.load(std::memory_order_seq_cst) != 0) host::waiting->wake(unfinished_, true);
}

void pool_object::wait_for_callbacks(bool cancel) noexcept {
  if (cancel) {
    const std::uint32_t dropped = due_.exchange(0, std::memory_order_relaxed);
    if (dropped != 0) finish(dropped);
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
  if (!take_one(packets_)) return;
  if (take_one(due_)) {
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
