// loop_pair: a connection whose two ends live on this machine.
//
//     end a                                   end b
//   write() ───►  [ channel a→b ▓▓▓▓▓▓░░░ ] ───►  read()
//   read()  ◄───  [ channel b→a ░░░░▓▓░░░ ] ◄───  write()
//
// Each end answers as TCP would: bytes in order, FIN after the last byte, half close in either direction, reset when an end
// is closed with unread data or is written to after it was closed.
//
// Threads  one reader and one writer per end at a time; the two ends on any two threads, without a lock between them.
// Memory   the pair is a plain object of its owner's, who keeps it until both ends are closed; rings come with the first byte.
// Telling  no end calls the other. An answer says whether the peer (or this end's own waiters) must be told; the caller does
//          it later, by the number that the end to be told was given in watch().
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "fastpath/channel.hpp"
#include "fastpath/handover.hpp"

namespace loopsock::fastpath {

enum class end_status : std::uint8_t {
  ok,
  would_block,
  finished,  // FIN, and everything was read
  reset,     // by the peer
  aborted,   // by this end: it stopped reading, and data came or was there
  no_memory,
  no_urgent,
};

/// What has to be told after a call, and to whom.
struct tell {
  bool peer_readable = false, peer_writable = false;  // the other end waits for this
  bool self = false;                                  // this end has just broken: all of its own waiters
  [[nodiscard]] bool any() const noexcept { return peer_readable || peer_writable || self; }
};

struct end_result {
  std::size_t bytes = 0;
  end_status status = end_status::ok;
  tell told;
};

class loop_pair;

/// One end. All members but state queries are called by the end's one reader or one writer, as named.
class loop_end {
 public:
  // ---- reader
  struct read_options {
    bool peek = false;
    bool urgent_inline = false;
    std::size_t skip = 0;  // with peek: bytes already peeked by this call
  };
  end_result read(std::byte* to, std::size_t bytes, read_options options) noexcept;
  /// The same for the usual case (quick.hpp), without options; 0: it is not the usual one.
  /// `waiting`: somebody waits for the room; tell_of_room() has to be called.
  std::size_t read_quickly(std::byte* to, std::size_t bytes, bool& waiting) noexcept;
  tell tell_of_room() noexcept;
  /// Whether a read would find something. A hint, for who looks again and again.
  [[nodiscard]] bool may_have_bytes() const noexcept { return in_->may_have_bytes(); }
  /// The urgent byte beside the stream: no_urgent when none is pending.
  end_result read_urgent(std::byte& to, bool peek) noexcept;
  /// Bytes that one read() could give now.
  [[nodiscard]] std::size_t readable_bytes(bool urgent_inline) noexcept;
  [[nodiscard]] bool may_read(bool urgent_inline) noexcept;
  bool wish_to_read(bool urgent_inline) noexcept;
  void wish_for_any_change() noexcept { in_->wish_for_any_change(); }
  /// Lends a buffer to the peer's writer (handover.hpp), where that can be: nothing to read, no urgent mark ahead. The loan
  /// ends by end_loan(): false while the writer is still copying.
  [[nodiscard]] bool lend(std::byte* to, std::size_t bytes) noexcept;
  /// The same for a reader that goes away (its wish stands): writes of any size go into the buffer.
  [[nodiscard]] bool post(std::byte* to, std::size_t bytes) noexcept;
  [[nodiscard]] bool is_lent() const noexcept { return in_hand_->lent(); }
  [[nodiscard]] bool end_loan(end_result& answer) noexcept;
  [[nodiscard]] bool urgent_pending() noexcept;
  /// Tells the last urgent byte from those before it; 0: there was none.
  [[nodiscard]] std::uint64_t urgent_number() const noexcept;
  [[nodiscard]] bool at_mark(bool urgent_inline) noexcept;
  tell stop_reading(bool urgent_inline) noexcept;
  tell set_window(std::uint32_t bytes) noexcept;

  // ---- writer
  /// `urgent_last`: the last byte is out-of-band, if it is taken at all.
  end_result write(const std::byte* from, std::size_t bytes, bool urgent_last) noexcept;
  /// The same for the usual case (quick.hpp): all bytes, or false.
  /// `waiting`: somebody may wait for the bytes; tell_of_bytes() has to be called.
  bool write_quickly(const std::byte* from, std::size_t bytes, bool& waiting) noexcept;
  tell tell_of_bytes() noexcept;
  /// Whether the peer's reader lends a buffer that write() would use.
  [[nodiscard]] bool loan_offered() const noexcept { return out_hand_->offered(); }
  [[nodiscard]] bool may_write() noexcept;
  bool wish_to_write(std::size_t bytes) noexcept;
  tell finish() noexcept;

  // ---- any
  /// ok, reset or aborted.
  [[nodiscard]] end_status failure() const noexcept;
  [[nodiscard]] bool peer_finished() const noexcept;
  [[nodiscard]] bool everything_read() const noexcept;  // by the peer
  /// The number that the peer's telling is addressed to; 0 is nobody.
  void watch(std::uint32_t number) noexcept { watcher_.store(number, std::memory_order_release); }
  [[nodiscard]] std::uint32_t watcher() const noexcept { return watcher_.load(std::memory_order_acquire); }
  [[nodiscard]] loop_end& peer() const noexcept { return *peer_; }
  [[nodiscard]] std::uint64_t bytes_written() const noexcept;
  /// How much the peer lets lie unread.
  [[nodiscard]] std::uint32_t window() const noexcept { return out_->window(); }
  [[nodiscard]] std::uint64_t direct_bytes_written() const noexcept { return out_hand_->direct_bytes(); }

  /// Ends this side: FIN, or a reset when `abort` or when data was never read. Nothing but state queries may follow.
  tell close(bool abort, bool urgent_inline) noexcept;

 private:
  friend class loop_pair;
  struct stretch {
    position begin = 0;  // the next byte of the stream: after an urgent byte that is not part of it
    position end = 0;    // what one read may reach: what has arrived, but not across the urgent mark
  };
  [[nodiscard]] stretch readable(bool urgent_inline, std::size_t skip) const noexcept;
  [[nodiscard]] bool has_unread_data(bool urgent_inline) const noexcept;
  enum class cause : std::uint8_t { none, peer, self };
  tell break_connection(cause why) noexcept;

  channel* in_ = nullptr;  // the channels and handovers lie in the pair beside us
  channel* out_ = nullptr;
  handover* in_hand_ = nullptr;
  handover* out_hand_ = nullptr;
  loop_end* peer_ = nullptr;
  position urgent_taken_ = 0;               // reader only: 1 + the position of the last urgent byte given out
  std::atomic<cause> broken_{cause::none};  // reset by what this end did itself; sticky. Writer: this end
  std::atomic<std::uint32_t> watcher_{0};   // writer: this end's socket; reader: the peer
};

class loop_pair {
 public:
  /// `window_a` bounds what end a may have unread, in bytes; `window_b` likewise.
  loop_pair(std::uint32_t window_a, std::uint32_t window_b) noexcept;
  loop_pair(const loop_pair&) = delete;
  loop_pair& operator=(const loop_pair&) = delete;

  [[nodiscard]] loop_end& end(unsigned which) noexcept { return ends_[which]; }

 private:
  channel a_to_b_, b_to_a_;
  handover hand_a_to_b_, hand_b_to_a_;
  std::array<loop_end, 2> ends_;
};

}  // namespace loopsock::fastpath
