// channel: one direction of a fast connection.
//
//     always there   [ window · FIN, RST, gone · wishes · the urgent mark ]      read by both sides, written seldom
//     while in use      └─► [ ring: writer's line, reader's line ][ handover ]   made with the first byte, given back by rest()
//
// The window is the receiver's buffer size; it bounds the unread bytes and so the memory. What is not data lies beside the ring, never
// in it: FIN is a flag that counts once the ring is empty, RST a flag that overrides everything, the urgent mark a position with its
// byte.
//
// Nothing here blocks or calls out. A side that wants to be told leaves a wish (read_wish_, write_wish_) and looks again;
// the other side takes the wish after it has changed something, and whoever took it tells. Wish and change are ordered by
// two sequentially consistent fences: either the wisher sees the change or the changer sees the wish.
//
// Threads  one writer and one reader at a time (their sockets' locks see to it); the flags may be read by anybody. rest() while
//          neither side is at work.
// Memory   40 bytes at rest; three cache lines and ring blocks while bytes flow.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "fastpath/handover.hpp"
#include "fastpath/ring.hpp"

namespace loopsock::fastpath {

/// Set by the writing end, read by the reading end.
enum writer_flag : std::uint8_t {
  writer_finished = 1u << 0,  // FIN: no byte after the last
  writer_reset = 1u << 1,     // RST: unread bytes are void
};
/// Set by the reading end, read by the writing end.
enum reader_flag : std::uint8_t {
  reader_gone = 1u << 0,     // closed in good order; bytes sent now are answered by a reset
  reader_stopped = 1u << 1,  // shutdown of receiving: the same answer, though the end is still open
  reader_reset = 1u << 2,    // RST from the reading end
};

struct urgent_mark {
  bool exists = false;
  position at = 0;  // where the urgent byte stands in the stream
  std::byte value{};
};

class channel {
 public:
  explicit channel(std::uint32_t window) noexcept : window_(window) {}
  ~channel() { give_back(); }
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  // ---- writer

  /// ring::write(), with the window of now.
  write_outcome write(const std::byte* from, std::size_t bytes) noexcept;
  /// The same for the usual case; false: it is not the usual one, and nothing was done. Here and below: quick.hpp.
  bool write_quickly(const std::byte* from, std::size_t bytes) noexcept;
  /// Straight into a buffer that the reader lends, if it does (handover::fill); the bytes taken.
  std::size_t fill_loan(const std::byte* from, std::size_t bytes) noexcept;
  /// Whether the reader lends a buffer. A hint.
  [[nodiscard]] bool loan_offered() const noexcept {
    const busy_part* const part = used();
    return part != nullptr && part->hand.offered();
  }
  /// The byte about to be written at `ahead` bytes from here is urgent. Call before write(); a newer mark replaces an older.
  void mark_urgent(std::size_t ahead, std::byte value) noexcept;
  void set_writer_flag(writer_flag flag) noexcept { writer_flags_.fetch_or(flag, std::memory_order_release); }
  [[nodiscard]] std::size_t room() noexcept;
  /// Whether the reader has taken everything.
  [[nodiscard]] bool is_drained() const noexcept {
    const busy_part* const part = used();
    return part == nullptr || part->bytes.is_drained();
  }
  /// Wishes to be told when `bytes` of room are there (or the ring is empty); of several wishes the smallest counts. True: it
  /// is so already. A wish may be left all the same: being told too often is harmless, clearing somebody else's wish is not.
  bool wish_to_write(std::size_t bytes) noexcept;
  /// After a change that the reader may wait for: true when it does. The wish is taken: the caller must tell.
  [[nodiscard]] bool take_read_wish() noexcept;
  /// Whether the reader waits for something. A hint.
  [[nodiscard]] bool has_read_wish() const noexcept { return read_wish_.load(std::memory_order_relaxed) != 0; }

  // ---- reader

  /// ring::read().
  std::size_t read(std::byte* to, std::size_t bytes, position limit) noexcept;
  /// The same for the usual case, without a limit; 0: it is not the usual one.
  std::size_t read_quickly(std::byte* to, std::size_t bytes) noexcept;
  /// Whether there is something to read, or an end of it. A hint.
  [[nodiscard]] bool may_have_bytes() const noexcept {
    const busy_part* const part = used();
    return (part != nullptr && part->bytes.may_have_bytes()) || writer_flags_.load(std::memory_order_relaxed) != 0;
  }
  /// ring::peek().
  std::size_t peek(std::byte* to, std::size_t bytes, position limit, std::size_t skip) noexcept;
  /// Throws `bytes` away, as if read.
  void discard(std::size_t bytes) noexcept { read(nullptr, bytes, ring_block::open_end); }
  /// handover::lend(); false: no memory for it.
  [[nodiscard]] bool lend(std::byte* to, std::size_t bytes) noexcept;
  [[nodiscard]] bool is_lent() const noexcept {
    const busy_part* const part = used();
    return part != nullptr && part->hand.lent();
  }
  /// Ends the loan: false while the writer is still copying. `bytes`: how many it has put in.
  [[nodiscard]] bool end_loan(std::size_t& bytes) noexcept;
  [[nodiscard]] std::size_t unread() const noexcept { return static_cast<std::size_t>(arrived() - reading_at()); }
  [[nodiscard]] position reading_at() const noexcept {
    const busy_part* const part = used();
    return part != nullptr ? part->bytes.head() : resting_at_;
  }
  [[nodiscard]] urgent_mark urgent() const noexcept {
    const std::uint64_t packed = urgent_.load(std::memory_order_acquire);  // pairs with mark_urgent()
    if (packed == 0) return {};
    return {true, (packed >> 8) - 1, static_cast<std::byte>(packed & 0xff)};
  }
  void set_reader_flag(reader_flag flag) noexcept { reader_flags_.fetch_or(flag, std::memory_order_release); }
  void set_window(std::uint32_t bytes) noexcept { window_.store(bytes, std::memory_order_relaxed); }
  /// The end of what has arrived: bytes before it may be read. Whoever looks at urgent() after this sees the mark of every byte before the
  /// answer.
  [[nodiscard]] position arrived() const noexcept {
    const busy_part* const part = used();
    return part != nullptr ? part->bytes.arrived() : resting_at_;
  }
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
  /// Bytes that were ever written; and those of the ring of now that went beside it.
  [[nodiscard]] position written() const noexcept;
  [[nodiscard]] std::uint64_t direct_bytes() const noexcept;

  // ---- neither side at work

  [[nodiscard]] bool in_use() const noexcept { return used() != nullptr; }
  /// Gives the memory back if nothing is on its way; whether it is at rest now. direct_bytes() begins at 0 again.
  bool rest() noexcept;

 private:
  struct busy_part {
    explicit busy_part(position at) noexcept : bytes(at) {}
    ring bytes;
    handover hand;
  };
  // acquire: pairs with start_using(), which either side may have called.
  [[nodiscard]] busy_part* used() const noexcept { return arena::at<busy_part>(used_.load(std::memory_order_acquire)); }
  /// nullptr: no memory.
  busy_part* start_using() noexcept;
  void give_back() noexcept;

  std::atomic<offset> used_{0};                // a busy_part. Writers: either side, from 0, in start_using(); rest()
  position resting_at_ = 0;                    // where the stream stands while there is none; writer: rest()
  std::atomic<std::uint64_t> urgent_{0};       // (position + 1) << 8 | byte; writer: the writing end
  std::atomic<std::uint32_t> window_;          // writer: the reading end
  std::atomic<std::uint32_t> write_wish_{0};   // bytes of room wished; set by the writer, taken by the reader
  std::atomic<std::uint8_t> read_wish_{0};     // set by the reader, taken by the writer (or by the reader again)
  std::atomic<std::uint8_t> writer_flags_{0};  // writer: the writing end (and its peer's close: never cleared)
  std::atomic<std::uint8_t> reader_flags_{0};  // writer: the reading end
};
static_assert(sizeof(channel) == 40);

}  // namespace loopsock::fastpath
