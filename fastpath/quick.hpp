// quick: the usual case of a small write and of a read, in a straight line.
//
// A connection that has nothing unusual about it, FIN, reset, urgent byte, lent buffer, a full or empty ring, a ring that must grow or is about to
// wrap, moves a message with a handful of loads and one copy. All else answers "not here" and changes nothing; write() and read() know what to do.
//
// Threads  as write() and read().
#pragma once

#include <atomic>
#include <cstring>

#include "fastpath/loop_pair.hpp"

namespace loopsock::fastpath {

// ------------------------------------------------------------------------------------------------------------------- ring

inline bool ring::write_quickly(const std::byte* from, std::size_t bytes, std::size_t window) noexcept {
  const position tail = tail_.load(std::memory_order_relaxed);  // ours
  if (write_block_ == 0) return false;
  auto* const block = arena::at<ring_block>(write_block_);
  const std::size_t most = std::min(window, block->capacity);
  const auto used = [&] { return static_cast<std::size_t>(tail - std::max(head_seen_, beside_until_)) + bytes; };
  if (used() > most) {
    head_seen_ = head_.load(std::memory_order_acquire);  // as in room_at()
    if (used() > most) return false;
  }
  const std::size_t index = tail & (block->capacity - 1);
  if (index + bytes > block->capacity) return false;
  std::memcpy(block->data() + index, from, bytes);
  tail_.store(tail + bytes, std::memory_order_release);  // as in write()
  return true;
}

inline std::size_t ring::look_quickly(std::size_t bytes) noexcept {
  const position head = head_.load(std::memory_order_relaxed);                        // ours
  if (tail_seen_ - head < bytes) tail_seen_ = tail_.load(std::memory_order_acquire);  // as in read()
  return read_block_ != 0 ? static_cast<std::size_t>(std::min<position>(bytes, tail_seen_ - head)) : 0;
}

inline bool ring::take_quickly(std::byte* to, std::size_t bytes) noexcept {
  const position head = head_.load(std::memory_order_relaxed);
  auto* const block = arena::at<ring_block>(read_block_);
  if (head + bytes > block->end.load(std::memory_order_relaxed)) return false;
  const std::size_t index = head & (block->capacity - 1);
  if (index + bytes > block->capacity) return false;
  std::memcpy(to, block->data() + index, bytes);
  head_.store(head + bytes, std::memory_order_release);  // as in read()
  return true;
}

// ---------------------------------------------------------------------------------------------------------------- channel

inline bool channel::write_quickly(const std::byte* from, std::size_t bytes) noexcept {
  busy_part* const part = used();
  return part != nullptr && part->bytes.write_quickly(from, bytes, window());
}

inline std::size_t channel::read_quickly(std::byte* to, std::size_t bytes) noexcept {
  busy_part* const part = used();
  if (part == nullptr) return 0;
  const std::size_t count = part->bytes.look_quickly(bytes);
  // After the look at the ring: no byte of what has come has a mark that we do not see (as in loop_end::readable()).
  if (count == 0 || urgent_.load(std::memory_order_acquire) != 0) return 0;
  return part->bytes.take_quickly(to, count) ? count : 0;
}

// --------------------------------------------------------------------------------------------------------------- loop_end

/// False: not here.
inline bool loop_end::write_quickly(const std::byte* from, std::size_t bytes, bool& waiting) const noexcept {
  channel& out = this->out();
  const bool usual = bytes < handover::least_bytes &&
                     own_->broken.load(std::memory_order_relaxed) == break_cause::none &&
                     (in().writer_flags() | out.reader_flags()) == 0 && !out.has_read_wish();
  if (!usual || !out.write_quickly(from, bytes)) return false;
  // The fence of take_read_wish(), before a look that makes the rest of tell_of_bytes() needless.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  waiting = out.has_read_wish() || out.reader_flags() != 0;
  return true;
}

/// How much; 0: not here.
inline std::size_t loop_end::read_quickly(std::byte* to, std::size_t bytes, bool& waiting) const noexcept {
  channel& in = this->in();
  // Flags before the bytes, as in read(): whatever comes after them is for read() to answer.
  const bool usual = own_->broken.load(std::memory_order_relaxed) == break_cause::none &&
                     (in.writer_flags() | out().reader_flags()) == 0;
  if (!usual) return 0;
  const std::size_t count = in.read_quickly(to, bytes);
  if (count == 0) return 0;
  std::atomic_thread_fence(std::memory_order_seq_cst);  // the one of take_write_wish()
  waiting = in.has_write_wish();
  return count;
}

}  // namespace loopsock::fastpath
