// ring: the bytes on their way in one direction, where the writer and the reader stand, and nothing else.
//
//     writer ── tail_ ─►  [ block ▓▓▓▓▓▓░░░░ ] ──next──► [ block … ]  ── head_ ─►  reader
//                           head_ … tail_: unread, at most `window` bytes
//
// Each side writes to a cache line of its own and to the bytes. What is not data (window, ends, wishes, the urgent mark) is the channel's,
// which makes a ring with the first byte and may give it back whenever nothing is in it: an idle connection has none.
//
// Threads  one writer and one reader at a time; making and destroying while neither is at work.
// Memory   two cache lines; blocks come with the first byte that goes through them.
// Later    no pointers and no locks inside: the structure can lie in memory shared between processes.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "fastpath/ring_block.hpp"

namespace loopsock::fastpath {

/// What write() did. No memory means that the ring could not grow, although the window had room.
struct write_outcome {
  std::size_t bytes = 0;
  bool no_memory = false;
};

class ring {
 public:
  /// The stream goes on at `at`.
  explicit ring(position at) noexcept : tail_(at), head_seen_(at), beside_until_(at), head_(at), tail_seen_(at) {}
  ~ring();
  ring(const ring&) = delete;
  ring& operator=(const ring&) = delete;

  // ---- writer

  /// Copies in what the window lets in, publishing as it goes, so that the reader can begin before the writer has finished.
  /// Fewer than `bytes` are taken when the window is full, or when there is no memory for the ring.
  write_outcome write(const std::byte* from, std::size_t bytes, std::size_t window) noexcept;
  /// The same for the usual case; false: it is not the usual one, and nothing was done. Here and below: quick.hpp.
  bool write_quickly(const std::byte* from, std::size_t bytes, std::size_t window) noexcept;
  /// Bytes that the window lets in now.
  [[nodiscard]] std::size_t room(std::size_t window) noexcept { return room_at(tail(), window, true); }
  /// Where the next byte goes.
  [[nodiscard]] position tail() const noexcept { return tail_.load(std::memory_order_relaxed); }
  /// Whether the reader has taken everything.
  // acquire: pairs with read() and skip_read().
  [[nodiscard]] bool is_drained() const noexcept { return head_.load(std::memory_order_acquire) == tail(); }
  /// Bytes went to the reader beside the ring (handover.hpp), which must be drained; the positions count them.
  void skip_write(std::size_t bytes) noexcept;

  // ---- reader

  /// Copies out (and frees) up to `bytes`, not beyond `limit`, which is at most arrived(). Returns the bytes copied. To nullptr: throws
  /// them away.
  std::size_t read(std::byte* to, std::size_t bytes, position limit) noexcept;
  /// How many of `bytes` the usual case can give; the caller looks at marks, then takes them. False: it is not the usual case.
  [[nodiscard]] std::size_t look_quickly(std::size_t bytes) noexcept;
  bool take_quickly(std::byte* to, std::size_t bytes) noexcept;
  /// The same as read() without freeing, from `skip` bytes ahead.
  std::size_t peek(std::byte* to, std::size_t bytes, position limit, std::size_t skip) noexcept;
  /// The reader's half of skip_write().
  void skip_read(std::size_t bytes) noexcept;
  [[nodiscard]] position head() const noexcept { return head_.load(std::memory_order_relaxed); }
  /// The end of what has arrived: bytes before it may be read.
  // acquire: pairs with write().
  [[nodiscard]] position arrived() const noexcept { return tail_.load(std::memory_order_acquire); }
  /// Whether there is something to read. A hint.
  [[nodiscard]] bool may_have_bytes() const noexcept { return tail() != head(); }

  /// Every rule of this structure, asserted in debug builds; called at the end of what changes it, by the side named.
  void check_writer() const noexcept;
  void check_reader() const noexcept;

 private:
  [[nodiscard]] std::size_t room_at(position tail, std::size_t window, bool refresh) noexcept;
  [[nodiscard]] std::size_t block_room(position tail) noexcept;
  enum class growing : std::uint8_t { done, needless, no_memory };
  growing grow(std::size_t wanted, position tail, std::size_t window) noexcept;
  void enter_block_of(position at) noexcept;

  // The writer's line: only the writer writes here; the reader reads tail_ (and first_block_, once).
  alignas(64) std::atomic<position> tail_;
  position head_seen_;  // the writer's copy of head_, refreshed when it looks full
  offset write_block_ = 0;
  offset first_block_ = 0;  // published by the first store to tail_
  position beside_until_;   // the end of the last stretch that went beside the ring: nothing before it lies there

  // The reader's line: only the reader writes here; the writer reads head_.
  alignas(64) std::atomic<position> head_;
  position tail_seen_;  // the reader's copy of tail_, refreshed when it looks empty
  offset read_block_ = 0;
};

}  // namespace loopsock::fastpath
