// ring: copying in and out, and growing.
#include "fastpath/ring.hpp"

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

ring::~ring() {
  for (offset at = read_block_ != 0 ? read_block_ : first_block_; at != 0;) {
    const offset next = arena::at<ring_block>(at)->next;
    arena::release(at);
    at = next;
  }
}

// ---------------------------------------------------------------------------------------------------------------- writer

std::size_t ring::room_at(position tail, std::size_t window, bool refresh) noexcept {
  // acquire: pairs with read(); the reader has finished with the bytes whose place we reuse.
  if (refresh) head_seen_ = head_.load(std::memory_order_acquire);
  // What went beside the ring lies in the reader's own buffer, also while the reader has not yet accounted for it.
  const std::size_t used = static_cast<std::size_t>(tail - std::max(head_seen_, beside_until_));
  return used < window ? window - used : 0;  // the window may have been shrunk below what is there
}

std::size_t ring::block_room(position tail) noexcept {
  if (write_block_ == 0) return 0;
  const auto* block = arena::at<ring_block>(write_block_);
  const position oldest = std::max({head_seen_, block->begin, beside_until_});
  return block->capacity - static_cast<std::size_t>(tail - oldest);
}

ring::growing ring::grow(std::size_t wanted, position tail, std::size_t window) noexcept {
  const std::size_t most = std::bit_ceil(window);
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

write_outcome ring::write(const std::byte* from, std::size_t bytes, std::size_t window) noexcept {
  position tail = tail_.load(std::memory_order_relaxed);  // ours
  std::size_t taken = 0;
  bool no_memory = false;
  while (taken < bytes) {
    const std::size_t left = bytes - taken;
    std::size_t room = room_at(tail, window, false);
    if (room < left) room = room_at(tail, window, true);
    if (room == 0) break;
    std::size_t step = std::min({left, room, publish_bytes});
    std::size_t space = block_room(tail);
    if (space < step) {
      head_seen_ = head_.load(std::memory_order_acquire);  // as in room_at()
      space = block_room(tail);
    }
    if (space == 0) {
      const growing result = grow(std::min(left, room), tail, window);
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

void ring::skip_write(std::size_t bytes) noexcept {
  beside_until_ = tail_.load(std::memory_order_relaxed) + bytes;
  tail_.store(beside_until_, std::memory_order_release);
}

void ring::check_writer() const noexcept {
  // What the writer believes free is free: the reader only moves forward.
  assert(head_seen_ <= tail_.load(std::memory_order_relaxed));
  // Unread bytes never lie twice at one place of a block.
  assert(write_block_ == 0 ||
         tail_.load(std::memory_order_relaxed) -
                 std::max({head_seen_, beside_until_, arena::at<ring_block>(write_block_)->begin}) <=
             arena::at<ring_block>(write_block_)->capacity);
}

// ---------------------------------------------------------------------------------------------------------------- reader

void ring::enter_block_of(position at) noexcept {
  if (read_block_ == 0) read_block_ = first_block_;
  auto* block = arena::at<ring_block>(read_block_);
  while (at == block->end.load(std::memory_order_relaxed)) {
    const offset old = read_block_;
    read_block_ = block->next;
    block = arena::at<ring_block>(read_block_);
    arena::release(old);  // the writer left it when it set `end`
  }
}

std::size_t ring::read(std::byte* to, std::size_t bytes, position limit) noexcept {
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
    // release: pairs with room_at(); we have finished with the bytes.
    head_.store(head, std::memory_order_release);
  }
  check_reader();
  return copied;
}

std::size_t ring::peek(std::byte* to, std::size_t bytes, position limit, std::size_t skip) noexcept {
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

void ring::skip_read(std::size_t bytes) noexcept {
  const position head = head_.load(std::memory_order_relaxed) + bytes;
  tail_seen_ = std::max(tail_seen_, head);
  head_.store(head, std::memory_order_release);  // pairs with room_at() and is_drained()
}

void ring::check_reader() const noexcept {
  // The reader never passes what it knows to be written.
  assert(head_.load(std::memory_order_relaxed) <= tail_seen_);
}

}  // namespace loopsock::fastpath
