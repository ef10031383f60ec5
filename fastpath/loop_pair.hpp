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
// Memory   the pair is a plain object of its owner's, who keeps it until both ends are closed: 112 bytes, to which each direction adds while
//          it is in use (channel.hpp).
// Telling  no end calls the other. An answer says whether the peer (or this end's own waiters) must be told; the caller does
//          it later, by the number that the end to be told was given in watch().
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "fastpath/channel.hpp"

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

/// Why a connection is broken, as the end that broke it tells it.
enum class break_cause : std::uint8_t { none, peer, self };

struct loop_half;

/// One end: a name for it, to be passed by value. All members but state queries are called by the end's one reader or one writer, as named.
class loop_end {
 public:
  explicit loop_end(loop_half& own) noexcept;

  // ---- reader
  struct read_options {
    bool peek = false;
    bool urgent_inline = false;
    std::size_t skip = 0;  // with peek: bytes already peeked by this call
  };
  end_result read(std::byte* to, std::size_t bytes, read_options options) const noexcept;
  /// The same for the usual case (quick.hpp), without options; 0: it is not the usual one.
  /// `waiting`: somebody waits for the room; tell_of_room() has to be called.
  std::size_t read_quickly(std::byte* to, std::size_t bytes, bool& waiting) const noexcept;
  tell tell_of_room() const noexcept;
  /// Whether a read would find something. A hint, for who looks again and again.
  [[nodiscard]] bool may_have_bytes() const noexcept;
  /// The urgent byte beside the stream: no_urgent when none is pending.
  end_result read_urgent(std::byte& to, bool peek) const noexcept;
  /// Bytes that one read() could give now.
  [[nodiscard]] std::size_t readable_bytes(bool urgent_inline) const noexcept;
  [[nodiscard]] bool may_read(bool urgent_inline) const noexcept;
  bool wish_to_read(bool urgent_inline) const noexcept;
  void wish_for_any_change() const noexcept;
  /// Lends a buffer to the peer's writer (handover.hpp), where that can be: nothing to read, no urgent mark ahead. The loan
  /// ends by end_loan(): false while the writer is still copying.
  [[nodiscard]] bool lend(std::byte* to, std::size_t bytes) const noexcept;
  /// The same for a reader that goes away (its wish stands): writes of any size go into the buffer.
  [[nodiscard]] bool post(std::byte* to, std::size_t bytes) const noexcept;
  [[nodiscard]] bool is_lent() const noexcept;
  [[nodiscard]] bool end_loan(end_result& answer) const noexcept;
  [[nodiscard]] bool urgent_pending() const noexcept;
  /// Tells the last urgent byte from those before it; 0: there was none.
  [[nodiscard]] std::uint64_t urgent_number() const noexcept;
  [[nodiscard]] bool at_mark(bool urgent_inline) const noexcept;
  tell stop_reading(bool urgent_inline) const noexcept;
  tell set_window(std::uint32_t bytes) const noexcept;

  // ---- writer
  /// `urgent_last`: the last byte is out-of-band, if it is taken at all.
  end_result write(const std::byte* from, std::size_t bytes, bool urgent_last) const noexcept;
  /// The same for the usual case (quick.hpp): all bytes, or false.
  /// `waiting`: somebody may wait for the bytes; tell_of_bytes() has to be called.
  bool write_quickly(const std::byte* from, std::size_t bytes, bool& waiting) const noexcept;
  tell tell_of_bytes() const noexcept;
  /// Whether the peer's reader lends a buffer that write() would use.
  [[nodiscard]] bool loan_offered() const noexcept;
  [[nodiscard]] bool may_write() const noexcept;
  bool wish_to_write(std::size_t bytes) const noexcept;
  tell finish() const noexcept;

  // ---- any
  [[nodiscard]] loop_half& half() const noexcept { return *own_; }
  /// ok, reset or aborted.
  [[nodiscard]] end_status failure() const noexcept;
  [[nodiscard]] bool peer_finished() const noexcept;
  [[nodiscard]] bool everything_read() const noexcept;  // by the peer
  /// The number that the peer's telling is addressed to; 0 is nobody.
  void watch(std::uint32_t number) const noexcept;
  [[nodiscard]] std::uint32_t watcher() const noexcept;
  [[nodiscard]] loop_end peer() const noexcept { return {*peer_, *own_}; }
  [[nodiscard]] std::uint64_t bytes_written() const noexcept;
  /// How much the peer lets lie unread.
  [[nodiscard]] std::uint32_t window() const noexcept;
  /// Bytes that went straight into a lent buffer, since the direction was at rest.
  [[nodiscard]] std::uint64_t direct_bytes_written() const noexcept;

  /// Ends this side: FIN, or a reset when `abort` or when data was never read. Nothing but state queries may follow.
  tell close(bool abort, bool urgent_inline) const noexcept;

 private:
  loop_end(loop_half& own, loop_half& peer) noexcept : own_(&own), peer_(&peer) {}

  struct stretch {
    position begin = 0;  // the next byte of the stream: after an urgent byte that is not part of it
    position end = 0;    // what one read may reach: what has arrived, but not across the urgent mark
  };
  [[nodiscard]] stretch readable(bool urgent_inline, std::size_t skip) const noexcept;
  [[nodiscard]] bool has_unread_data(bool urgent_inline) const noexcept;
  tell break_connection(break_cause why) const noexcept;

  [[nodiscard]] channel& in() const noexcept;
  [[nodiscard]] channel& out() const noexcept;

  loop_half* own_;
  loop_half* peer_;
};

/// What belongs to an end: the direction that it reads, and what it remembers itself. Two of them, one behind the other, are a pair.
struct loop_half {
  loop_half(int to_the_other, std::uint32_t window) noexcept
      : in(window), step(static_cast<std::int8_t>(to_the_other)) {}
  [[nodiscard]] loop_half& other() noexcept { return this[step]; }

  channel in;
  position urgent_taken = 0;              // reader only: 1 + the position of the last urgent byte given out
  std::atomic<std::uint32_t> watcher{0};  // writer: this end's socket; reader: the peer
  std::atomic<break_cause> broken{break_cause::none};  // reset by what this end did itself; sticky. Writer: this end
  const std::int8_t step;                              // to the other of the two
};

class loop_pair {
 public:
  /// `window_0` bounds what end 0 may have unread, in bytes; `window_1` likewise.
  loop_pair(std::uint32_t window_0, std::uint32_t window_1) noexcept : halves_{{1, window_0}, {-1, window_1}} {}
  loop_pair(const loop_pair&) = delete;
  loop_pair& operator=(const loop_pair&) = delete;

  [[nodiscard]] loop_end end(unsigned which) noexcept { return loop_end(halves_[which]); }
  /// The direction that leads to this end: for who gives back what it has, with both ends' calls kept out.
  [[nodiscard]] channel& towards(unsigned which) noexcept { return halves_[which].in; }

 private:
  loop_half halves_[2];
};
static_assert(sizeof(loop_pair) == 112);

inline loop_end::loop_end(loop_half& own) noexcept : loop_end(own, own.other()) {}
inline channel& loop_end::in() const noexcept { return own_->in; }
inline channel& loop_end::out() const noexcept { return peer_->in; }

inline bool loop_end::may_have_bytes() const noexcept { return in().may_have_bytes(); }
inline void loop_end::wish_for_any_change() const noexcept { in().wish_for_any_change(); }
inline bool loop_end::is_lent() const noexcept { return in().is_lent(); }
inline bool loop_end::loan_offered() const noexcept { return out().loan_offered(); }
inline void loop_end::watch(std::uint32_t number) const noexcept {
  own_->watcher.store(number, std::memory_order_release);
}
inline std::uint32_t loop_end::watcher() const noexcept { return own_->watcher.load(std::memory_order_acquire); }
inline std::uint32_t loop_end::window() const noexcept { return out().window(); }
inline std::uint64_t loop_end::direct_bytes_written() const noexcept { return out().direct_bytes(); }

}  // namespace loopsock::fastpath
