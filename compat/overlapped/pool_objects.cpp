#include "compat/overlapped/pool_objects.hpp"

#include <mutex>
#include <utility>

#include "compat/overlapped/status.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {
namespace {

/// What a thread has announced last, until it takes it back. The object may be gone: it is compared, never looked at.
struct announcement {
  const pool_object* by = nullptr;
  std::uint32_t generation = 0;
  bool begun = false;  // a call carries it
};
thread_local constinit announcement announced;

}  // namespace

std::uint32_t pool_object::expect() noexcept {
  hold();
  const std::lock_guard now(lock_);
  // Under the lock, or a cancelling wait could count down first what is counted up here.
  unfinished_.fetch_add(1, std::memory_order_relaxed);
  ++due_;
  return generation_;
}

void pool_object::forget(std::uint32_t generation) noexcept {
  const packet_is what = strike_off(generation);
  if (what == packet_is::unexpected) return;
  if (what == packet_is::due) finish(1);
  release();
}

std::uint32_t pool_object::generation() noexcept {
  const std::lock_guard now(lock_);
  return generation_;
}

std::uint32_t pool_object::generation_announced(std::uint32_t by_this_thread) noexcept {
  const std::lock_guard now(lock_);
  // An older one that nobody waits for any more: another thread has made the call that was announced with it.
  return cancelled_ != 0 ? by_this_thread : generation_;
}

pool_object::packet_is pool_object::strike_off(std::uint32_t generation) noexcept {
  const std::lock_guard now(lock_);
  if (generation == generation_ && due_ != 0) {
    --due_;
    return packet_is::due;
  }
  // One of this generation, too, may have been announced in an older one, by another thread than the one that began it.
  if (cancelled_ == 0) return packet_is::unexpected;
  --cancelled_;
  return packet_is::cancelled;
}

void pool_object::finish(std::uint32_t count) noexcept {
  // seq_cst: pairs with wait_for_callbacks(); who waits sees this, or is seen here.
  if (unfinished_.fetch_sub(count, std::memory_order_seq_cst) != count) return;
  if (waiting_.load(std::memory_order_seq_cst) != 0) host::waiting->wake(unfinished_, true);
}

void pool_object::wait_for_callbacks(bool cancel) noexcept {
  if (cancel) {
    std::uint32_t dropped = 0;
    {
      const std::lock_guard now(lock_);
      ++generation_;
      dropped = std::exchange(due_, 0);
      cancelled_ += dropped;
    }
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
  const packet_is what = strike_off(packet.generation);
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
  const std::uint32_t generation = expect();
  if (pool_.submit(*this, generation)) return true;
  forget(generation);
  return false;
}

void loopsock_tp_io::announce() noexcept { loopsock::compat::announced = {this, expect(), false}; }

void loopsock_tp_io::take_back() noexcept {
  using loopsock::compat::announced;
  const bool by_this_thread = announced.by == this;
  forget(by_this_thread ? announced.generation : generation());
  if (by_this_thread) announced = {};
}

std::uint32_t loopsock_tp_io::generation_of_call() noexcept {
  using loopsock::compat::announced;
  if (announced.by != this || std::exchange(announced.begun, true)) return generation();
  return generation_announced(announced.generation);
}

void loopsock_tp_io::call(PTP_CALLBACK_INSTANCE instance, const loopsock::compat::port_entry& packet) noexcept {
  function_(instance, context_, packet.overlapped, loopsock::compat::win32_error_of(packet.status), packet.bytes, this);
}
