// channel: the window, the two wishes, and when there is a ring.
#include "fastpath/channel.hpp"

#include <algorithm>
#include <new>

namespace loopsock::fastpath {

// ---------------------------------------------------------------------------------------------------------- use and rest

channel::busy_part* channel::start_using() noexcept {
  if (busy_part* const there = used()) return there;
  static_assert(alignof(busy_part) == arena::alignment);
  const offset fresh = arena::allocate(sizeof(busy_part));
  if (fresh == 0) return nullptr;
  new (arena::at<void>(fresh)) busy_part(resting_at_);
  // The other side may be here too. release: pairs with used().
  offset now = 0;
  if (used_.compare_exchange_strong(now, fresh, std::memory_order_acq_rel)) return arena::at<busy_part>(fresh);
  arena::at<busy_part>(fresh)->~busy_part();
  arena::release(fresh);
  return arena::at<busy_part>(now);
}

void channel::give_back() noexcept {
  const offset old = used_.exchange(0, std::memory_order_acq_rel);
  if (old == 0) return;
  arena::at<busy_part>(old)->~busy_part();
  arena::release(old);
}

bool channel::rest() noexcept {
  const busy_part* const part = used();
  if (part == nullptr) return true;
  if (!part->bytes.is_drained() || !part->hand.idle()) return false;
  resting_at_ = part->bytes.tail();
  give_back();
  return true;
}

position channel::written() const noexcept {
  const busy_part* const part = used();
  return part != nullptr ? part->bytes.tail() : resting_at_;
}

std::uint64_t channel::direct_bytes() const noexcept {
  const busy_part* const part = used();
  return part != nullptr ? part->hand.direct_bytes() : 0;
}

// ---------------------------------------------------------------------------------------------------------------- writer

write_outcome channel::write(const std::byte* from, std::size_t bytes) noexcept {
  if (bytes == 0) return {};
  busy_part* const part = start_using();
  return part != nullptr ? part->bytes.write(from, bytes, window()) : write_outcome{0, true};
}

std::size_t channel::fill_loan(const std::byte* from, std::size_t bytes) noexcept {
  busy_part* const part = used();
  return part != nullptr ? part->hand.fill(part->bytes, from, bytes) : 0;
}

void channel::mark_urgent(std::size_t ahead, std::byte value) noexcept {
  const position at = written() + ahead;
  // release: pairs with urgent(). The reader may see the mark before the byte arrives, as with TCP's urgent pointer.
  urgent_.store((at + 1) << 8 | std::to_integer<std::uint64_t>(value), std::memory_order_release);
}

std::size_t channel::room() noexcept {
  busy_part* const part = used();
  return part != nullptr ? part->bytes.room(window()) : window();
}

bool channel::wish_to_write(std::size_t bytes) noexcept {
  // More than half a window is never worth waiting for: the writer could go on long before.
  const std::size_t half = window() / 2;
  const std::size_t wish = std::max<std::size_t>(1, std::min(bytes, half));
  const auto ready = [&] {
    const std::size_t free = room();
    return reader_flags() != 0 || free >= wish || (free > 0 && is_drained());
  };
  if (ready()) return true;
  const std::uint32_t other = write_wish_.load(std::memory_order_relaxed);
  const auto least = static_cast<std::uint32_t>(other != 0 ? std::min<std::size_t>(other, wish) : wish);
  write_wish_.store(least, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with take_write_wish()
  return ready();
}

bool channel::take_read_wish() noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with wish_to_read()
  return read_wish_.load(std::memory_order_relaxed) != 0 && read_wish_.exchange(0, std::memory_order_relaxed) != 0;
}

// ---------------------------------------------------------------------------------------------------------------- reader

std::size_t channel::read(std::byte* to, std::size_t bytes, position limit) noexcept {
  busy_part* const part = used();
  return part != nullptr ? part->bytes.read(to, bytes, limit) : 0;
}

std::size_t channel::peek(std::byte* to, std::size_t bytes, position limit, std::size_t skip) noexcept {
  busy_part* const part = used();
  return part != nullptr ? part->bytes.peek(to, bytes, limit, skip) : 0;
}

bool channel::lend(std::byte* to, std::size_t bytes) noexcept {
  busy_part* const part = start_using();
  if (part == nullptr) return false;
  part->hand.lend(to, bytes);
  return true;
}

bool channel::end_loan(std::size_t& bytes) noexcept {
  bytes = 0;
  busy_part* const part = used();
  if (part == nullptr || part->hand.take_back()) return true;
  if (!part->hand.filled()) return false;
  bytes = part->hand.collect(part->bytes);
  return true;
}

bool channel::wish_to_read(position beyond) noexcept {
  const auto ready = [&] { return arrived() > beyond || writer_flags() != 0; };
  if (ready()) return true;
  wish_for_any_change();
  return ready();
}

void channel::wish_for_any_change() noexcept {
  read_wish_.store(1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with take_read_wish()
}

bool channel::take_write_wish() noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with wish_to_write()
  const std::size_t wish = write_wish_.load(std::memory_order_relaxed);
  if (wish == 0) return false;
  const std::size_t used = unread();
  // An empty ring always tells: the wish may be larger than a window that was shrunk since.
  const bool enough = used == 0 || (used < window() && window() - used >= wish) || reader_flags() != 0;
  return enough && write_wish_.exchange(0, std::memory_order_relaxed) != 0;
}

}  // namespace loopsock::fastpath
