// channel: one direction of a fast connection.
//
//     writer ── tail_ ─►  [ ring ▓▓▓▓▓▓░░░░░░ ]  ── head_ ─►  reader
//                           head_ … tail_: unread, at most window_ bytes
//
// Bytes go through a ring in plain memory. The window is the receiver's buffer size; it bounds the unread bytes and so the
// memory. What is not data lies beside the ring, never in it: FIN is a flag that counts once the ring is empty, RST a flag
// that overrides everything, the urgent mark a position with its byte.
//
// Nothing here blocks or calls out. A side that wants to be told leaves a wish (read_wish_, write_wish_) and looks again;
// the other side takes the wish after it has changed something, and whoever took it tells. Wish and change are ordered by
// two sequentially consistent fences: either the wisher sees the change or the changer sees the wish.
//
// Threads  one writer and one reader at a time (their sockets' locks see to it); the flags may be read by anybody.
// Memory   256 bytes without the ring; ring blocks come with the first byte and go with the channel.
// Later    no pointers and no locks inside: the structure can lie in memory shared between processes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "fastpath/ring_block.hpp"

namespace loopsock::fastpath {

/// Set by the writing end, read by the reading end.
enum writer_flag : std::uint32_t {
  writer_finished = 1u << 0,  // FIN: no byte after tail_
  writer_reset = 1u << 1,     // RST: unread bytes are void
};
/// Set by the reading end, read by the writing end.
enum reader_flag : std::uint32_t {
  reader_gone = 1u << 0,     // closed in good order; bytes sent now are answered by a reset
  reader_stopped = 1u << 1,  // shutdown of receiving: the same answer, though the end is still open
  reader_reset = 1u << 2,    // RST from the reading end
};

/// What write() did. No memory means that the ring could not grow, although the window had room.
struct write_outcome {
  std::size_t bytes = 0;
  bool no_memory = false;
};

struct urgent_mark {
  bool exists = false;
  position at = 0;  // where the urgent byte stands in the stream
  std::byte value{};
};

class channel {
 public:
  explicit channel(std::uint32_t window) noexcept : window_(window) {}
  ~channel();
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  // ---- writer

  /// Copies in what the window lets in, publishing as it goes, so that the reader can begin before the writer has finished.
  /// Fewer than `bytes` are taken when the window is full, or when there is no memory for the ring.
  write_outcome write(const std::byte* from, std::size_t bytes) noexcept;
  /// The same for the usual case; false: it is not the usual one, and nothing was done. Here and below: quick.hpp.
  bool write_quickly(const std::byte* from, std::size_t bytes) noexcept;
  /// The byte about to be written at `ahead` bytes from here is urgent. Call before write(); a newer mark replaces an older.
  void mark_urgent(std::size_t ahead, std::byte value) noexcept;
  void set_writer_flag(writer_flag flag) noexcept { writer_flags_.fetch_or(flag, std::memory_order_release); }
  [[nodiscard]] std::size_t room() noexcept;
  /// Whether the reader has taken everything.
  // acquire: pairs with read() and skip_read().
  [[nodiscard]] bool is_drained() const noexcept {
    return head_.load(std::memory_order_acquire) == tail_.load(std::memory_order_relaxed);
  }
  /// Bytes went to the reader beside the ring (handover.hpp), which must be drained; the positions count them.
  void skip_write(std::size_t bytes) noexcept;
  /// Wishes to be told when `bytes` of room are there (or the ring is empty); of several wishes the smallest counts. True: it
  /// is so already. A wish may be left all the same: being told too often is harmless, clearing somebody else's wish is not.
  bool wish_to_write(std::size_t bytes) noexcept;
  /// After a change that the reader may wait for: true when it does. The wish is taken: the caller must tell.
  [[nodiscard]] bool take_read_wish() noexcept;
  /// Whether the reader waits for something. A hint.
  [[nodiscard]] bool has_read_wish() const noexcept { return read_wish_.load(std::memory_order_relaxed) != 0; }

  // ---- reader

  /// Copies out (and frees) up to `bytes`, not beyond `limit`, which is at most arrived(). Returns the bytes copied.
  std::size_t read(std::byte* to, std::size_t bytes, position limit) noexcept;
  /// The same for the usual case, without a limit; 0: it is not the usual one.
  std::size_t read_quickly(std::byte* to, std::size_t bytes) noexcept;
  /// Whether there is something to read, or an end of it. A hint.
  [[nodiscard]] bool may_have_bytes() const noexcept {
    return tail_.load(std::memory_order_relaxed) != head_.load(std::memory_order_relaxed) ||
           writer_flags_.load(std::memory_order_relaxed) != 0;
  }
  /// The same without freeing, from `skip` bytes ahead.
  std::size_t peek(std::byte* to, std::size_t bytes, position limit, std::size_t skip) noexcept;
  /// The reader's half of skip_write().
  void skip_read(std::size_t bytes) noexcept;
  /// Throws `bytes` away, as if read.
  void discard(std::size_t bytes) noexcept;
  [[nodiscard]] std::size_t unread() const noexcept;
  [[nodiscard]] position reading_at() const noexcept { return head_.load(std::memory_order_relaxed); }
  [[nodiscard]] urgent_mark urgent() const noexcept;
  void set_reader_flag(reader_flag flag) noexcept { reader_flags_.fetch_or(flag, std::memory_order_release); }
  void set_window(std::uint32_t bytes) noexcept { window_.store(bytes, std::memory_order_relaxed); }
  /// The end of what has arrived: bytes before it may be read.
  // acquire: pairs with write(). Whoever looks at urgent() after this sees the mark of every byte before the answer.
  [[nodiscard]] position arrived() const noexcept { return tail_.load(std::memory_order_acquire); }
  /// Wishes to be told of bytes beyond `beyond`, FIN or RST. True: it is so already (a wish may be left, as above).
  bool wish_to_read(position beyond) noexcept;
  /// Wishes to be told of whatever happens next, whatever is there now. Look at the state after it.
  void wish_for_any_change() noexcept;
  /// After bytes were read, the window grew or a flag was set: true when the writer waits for that. The caller must tell.
  [[nodiscard]] bool take_write_wish() noexcept;
  /// Whether the writer waits for room. A hint.
  [[nodiscard]] bool has_write_wish() const noexcept { return write_wish_.load(std::memory_order_relaxed) != 0; }

  // ---- either

  [[nodiscard]] std::uint32_t writer_flags() const noexcept { return writer_flags_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint32_t reader_flags() const noexcept { return reader_flags_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint32_t window() const noexcept { return window_.load(std::memory_order_relaxed); }
  /// Bytes that were ever written.
  [[nodiscard]] position written() const noexcept { return tail_.load(std::memory_order_relaxed); }

  /// Every rule of this structure, asserted in debug builds; called at the end of what changes it, by the side named.
  void check_writer() const noexcept;
  void check_reader() const noexcept;

 private:
  [[nodiscard]] std::size_t window_room(position tail, bool refresh) noexcept;
  [[nodiscard]] std::size_t block_room(position tail) noexcept;
  enum class growing : std::uint8_t { done, needless, no_memory };
  growing grow(std::size_t wanted, position tail) noexcept;
  [[nodiscard]] ring_block* block_at(ring_block* block, position at) noexcept;
  void enter_block_of(position at) noexcept;

  // The writer's line: only the writer writes here; the reader reads tail_ (and first_block_, once).
  alignas(64) std::atomic<position> tail_{0};
  position head_seen_ = 0;  // the writer's copy of head_, refreshed when it looks full
  offset write_block_ = 0;
  offset first_block_ = 0;     // published by the first store to tail_
  position beside_until_ = 0;  // the end of the last stretch that went beside the ring: nothing before it lies there

  // The reader's line: only the reader writes here; the writer reads head_.
  alignas(64) std::atomic<position> head_{0};
  position tail_seen_ = 0;  // the reader's copy of tail_, refreshed when it looks empty
  offset read_block_ = 0;

  // The quiet line: read often by both, written seldom.
  alignas(64) std::atomic<std::uint32_t> window_;  // writer: the reading end
  std::atomic<std::uint32_t> writer_flags_{0};     // writer: the writing end (and its peer's close: never cleared)
  std::atomic<std::uint32_t> reader_flags_{0};     // writer: the reading end
  std::atomic<std::uint32_t> read_wish_{0};        // set by the reader, taken by the writer (or by the reader again)
  std::atomic<std::uint32_t> write_wish_{0};       // bytes of room wished; set by the writer, taken by the reader
  std::atomic<std::uint64_t> urgent_{0};           // (position + 1) << 8 | byte; writer: the writing end
};

}  // namespace loopsock::fastpath
