// channel: the ring, the window, and the two wishes.
#include "fastpath/channel.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace loopsock::fastpath {
namespace {

// A long copy is published in steps, so that the other core copies the first part while we copy the second. One step is
// small against the caches and large against the cost of handing over a line.
constexpr std::size_t publish_bytes = 16 * 1024;

// The first block of a ring that carries small messages. It grows fourfold until the window fits.
constexpr std::size_t first_block_bytes = 4 * 1024;
constexpr std::size_t growth = 4;

}  // namespace

channel::~channel() {
  for (offset at = read_block_ != 0 ? read_block_ : first_block_; at != 0;) {
    const offset next = arena::at<ring_block>(at)->next;
    arena::release(at);
    at = next;
  }
}

// ---------------------------------------------------------------------------------------------------------------- writer

std::size_t channel::window_room(position tail, bool refresh) noexcept {
  // acquire: pairs with read(); the reader has finished with the bytes whose place we reuse.
  if (refresh) head_seen_ = head_.load(std::memory_order_acquire);
  // What went beside the ring lies in the reader's own buffer, also while the reader has not yet accounted for it.
  const std::size_t used = static_cast<std::size_t>(tail - std::max(head_seen_, beside_until_));
  const std::size_t window = window_.load(std::memory_order_relaxed);
  return used < window ? window - used : 0;  // the window may have been shrunk below what is there
}

std::size_t channel::block_room(position tail) noexcept {
  if (write_block_ == 0) return 0;
  const auto* block = arena::at<ring_block>(write_block_);
  const position oldest = std::max({head_seen_, block->begin, beside_until_});
  return block->capacity - static_cast<std::size_t>(tail - oldest);
}

channel::growing channel::grow(std::size_t wanted, position tail) noexcept {
  const std::size_t most = std::bit_ceil(std::size_t{window_.load(std::memory_order_relaxed)});
  std::size_t capacity = std::bit_ceil(std::max(wanted, first_block_bytes));
  if (write_block_ != 0) {
    const std::size_t now = arena::at<ring_block>(write_block_)->capacity;
    if (now >= most) return growing::needless;  // the window was shrunk since the caller looked
    capacity = std::max(capacity, now * growth);
  }
  const offset fresh = ring_block::make(std::min(capacity, most), tail);
  if (fresh == 0) return growing::no_memory;
  if (write_block_ == 0) {
    first_block_ = fresh;
  } else {
    auto* old = arena::at<ring_block>(write_block_);
    old->next = fresh;
    old->end.store(tail, std::memory_order_relaxed);  // published by the next store to tail_
  }
  write_block_ = fresh;
  return growing::done;
}

write_outcome channel::write(const std::byte* from, std::size_t bytes) noexcept {
  position tail = tail_.load(std::memory_order_relaxed);  // ours
  std::size_t taken = 0;
  bool no_memory = false;
  while (taken < bytes) {
    const std::size_t left = bytes - taken;
    std::size_t room = window_room(tail, false);
    if (room < left) room = window_room(tail, true);
    if (room == 0) break;
    std::size_t step = std::min({left, room, publish_bytes});
    std::size_t space = block_room(tail);
    if (space < step) {
      head_seen_ = head_.load(std::memory_order_acquire);  // as in window_room
      space = block_room(tail);
    }
    if (space == 0) {
      const growing result = grow(std::min(left, room), tail);
      no_memory = result == growing::no_memory;
      if (result != growing::done) break;
      space = block_room(tail);
    }
    step = std::min(step, space);
    arena::at<ring_block>(write_block_)->copy_in(tail, from + taken, step);
    tail += step;
    taken += step;
    // release: pairs with read(); the bytes (and a new block) are there before they are announced.
    tail_.store(tail, std::memory_order_release);
  }
  check_writer();
  return {taken, no_memory};
}

void channel::skip_write(std::size_t bytes) noexcept {
  beside_until_ = tail_.load(std::memory_order_relaxed) + bytes;
  tail_.store(beside_until_, std::memory_order_release);
}

void channel::mark_urgent(std::size_t ahead, std::byte value) noexcept {
  const position at = tail_.load(std::memory_order_relaxed) + ahead;
  // release: pairs with urgent(). The reader may see the mark before the byte arrives, as with TCP's urgent pointer.
  urgent_.store((at + 1) << 8 | std::to_integer<std::uint64_t>(value), std::memory_order_release);
}

std::size_t channel::room() noexcept { return window_room(tail_.load(std::memory_order_relaxed), true); }

bool channel::wish_to_write(std::size_t bytes) noexcept {
  // More than half a window is never worth waiting for: the writer could go on long before.
  const std::size_t half = window_.load(std::memory_order_relaxed) / 2;
  const std::size_t wish = std::max<std::size_t>(1, std::min(bytes, half));
  const auto ready = [&] {
    const position tail = tail_.load(std::memory_order_relaxed);
    const std::size_t room = window_room(tail, true);
    return reader_flags() != 0 || room >= wish || (room > 0 && head_seen_ == tail);
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

void channel::check_writer() const noexcept {
  // What the writer believes free is free: the reader only moves forward.
  assert(head_seen_ <= tail_.load(std::memory_order_relaxed));
  // Unread bytes never lie twice at one place of a block.
  assert(write_block_ == 0 ||
         tail_.load(std::memory_order_relaxed) -
                 std::max({head_seen_, beside_until_, arena::at<ring_block>(write_block_)->begin}) <=
             arena::at<ring_block>(write_block_)->capacity);
}

// ---------------------------------------------------------------------------------------------------------------- reader

ring_block* channel::block_at(ring_block* block, position at) noexcept {
  // relaxed: `end` was written before the bytes behind it were announced by tail_, which the caller has acquired.
  while (at == block->end.load(std::memory_order_relaxed)) block = arena::at<ring_block>(block->next);
  return block;
}

void channel::enter_block_of(position at) noexcept {
  if (read_block_ == 0) read_block_ = first_block_;
  auto* block = arena::at<ring_block>(read_block_);
  while (at == block->end.load(std::memory_order_relaxed)) {
    const offset old = read_block_;
    read_block_ = block->next;
    block = arena::at<ring_block>(read_block_);
    arena::release(old);  // the writer left it when it set `end`
  }
}

std::size_t channel::read(std::byte* to, std::size_t bytes, position limit) noexcept {
  position head = head_.load(std::memory_order_relaxed);  // ours
  std::size_t copied = 0;
  while (copied < bytes && head < limit) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<position>(bytes - copied, limit - head));
    // acquire: pairs with write().
    if (tail_seen_ - head < wanted) tail_seen_ = tail_.load(std::memory_order_acquire);
    if (tail_seen_ == head) break;
    enter_block_of(head);
    auto* block = arena::at<ring_block>(read_block_);
    const position end = std::min({block->end.load(std::memory_order_relaxed), tail_seen_, limit});
    const std::size_t step = std::min({wanted, static_cast<std::size_t>(end - head), publish_bytes});
    if (to != nullptr) block->copy_out(head, to + copied, step);
    head += step;
    copied += step;
    // release: pairs with window_room(); we have finished with the bytes.
    head_.store(head, std::memory_order_release);
  }
  check_reader();
  return copied;
}

std::size_t channel::peek(std::byte* to, std::size_t bytes, position limit, std::size_t skip) noexcept {
  tail_seen_ = tail_.load(std::memory_order_acquire);  // pairs with write()
  position at = head_.load(std::memory_order_relaxed) + skip;
  if (at >= std::min(tail_seen_, limit)) return 0;
  enter_block_of(head_.load(std::memory_order_relaxed));
  auto* block = arena::at<ring_block>(read_block_);
  std::size_t copied = 0;
  while (copied < bytes && at < std::min(tail_seen_, limit)) {
    // `at` may lie beyond several ends when some bytes are skipped.
    while (at >= block->end.load(std::memory_order_relaxed)) block = arena::at<ring_block>(block->next);
    const position end = std::min({block->end.load(std::memory_order_relaxed), tail_seen_, limit});
    const std::size_t step = std::min(bytes - copied, static_cast<std::size_t>(end - at));
    block->copy_out(at, to + copied, step);
    at += step;
    copied += step;
  }
  return copied;
}

void channel::skip_read(std::size_t bytes) noexcept {
  const position head = head_.load(std::memory_order_relaxed) + bytes;
  tail_seen_ = std::max(tail_seen_, head);
  head_.store(head, std::memory_order_release);  // pairs with window_room() and is_drained()
}

void channel::discard(std::size_t bytes) noexcept { read(nullptr, bytes, ring_block::open_end); }

std::size_t channel::unread() const noexcept {
  return static_cast<std::size_t>(tail_.load(std::memory_order_acquire) - head_.load(std::memory_order_relaxed));
}

urgent_mark channel::urgent() const noexcept {
  const std::uint64_t packed = urgent_.load(std::memory_order_acquire);  // pairs with mark_urgent()
  if (packed == 0) return {};
  return {true, (packed >> 8) - 1, static_cast<std::byte>(packed & 0xff)};
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
  const std::size_t window = window_.load(std::memory_order_relaxed);
  // An empty ring always tells: the wish may be larger than a window that was shrunk since.
  const bool enough = used == 0 || (used < window && window - used >= wish) || reader_flags() != 0;
  return enough && write_wish_.exchange(0, std::memory_order_relaxed) != 0;
}

void channel::check_reader() const noexcept {
  // The reader never passes what it knows to be written.
  assert(head_.load(std::memory_order_relaxed) <= tail_seen_);
}

}  // namespace loopsock::fastpath
