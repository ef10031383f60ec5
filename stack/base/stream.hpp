// stream: what a carrier of a byte stream offers to the socket above it.
//
// There are two carriers: the fast path (stack/socket/fast_stream over fastpath/) and TCP in lwIP (stack/lwip/tcp_stream).
// A stream never blocks and never calls out: each call does what can be done now and notes in `deferred` whom to tell.
// Pending operations, time-outs, blocking and readiness are the socket's business and the same over both.
//
// Locks    the socket holds its receive lock around the reading calls, its send lock around the writing calls, and both
//          around attach() and close(). may_read() and may_write() may be called with the lock of that side only.
// Waiting  want_read()/want_write() arm: they answer true when the side is ready *now*, else they promise one note
//          (events::readable / events::writable) to the attached target once it is. The promise is used up by the note.
//          Clear, re-check, then notify or re-arm: the carrier does the re-check inside want_…().
// Lifetime close() ends the socket's ownership: the stream frees itself when it no longer needs its memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include "stack/base/address.hpp"
#include "stack/base/buffers.hpp"
#include "stack/base/deferred.hpp"
#include "stack/base/stream_report.hpp"

namespace loopsock {

enum stream_flags : unsigned {
  stream_peek = 1u << 0,      // read without taking
  stream_urgent = 1u << 1,    // out-of-band: the last byte written is urgent; read gives the urgent byte
  stream_wait_all = 1u << 2,  // the socket's: a receive that completes only when full
};

/// Options that reach down into a carrier. Sent whole whenever one changes; a carrier acts on what it has a use for.
struct stream_options {
  std::size_t receive_window = 65536;  // SO_RCVBUF, bytes
  std::size_t send_buffer = 65536;     // SO_SNDBUF, bytes; 0 is legal
  bool no_delay = false;               // TCP_NODELAY
  bool urgent_inline = false;          // SO_OOBINLINE
  bool rfc1122_urgent = false;         // TCP_EXPEDITED_1122: the urgent pointer names the last urgent byte itself
  bool keep_alive = false;
  std::uint32_t keep_alive_idle_ms = 7'200'000;
  std::uint32_t keep_alive_interval_ms = 1'000;
  std::uint8_t keep_alive_probes = 10;
  std::uint8_t hop_limit = 128;    // IP_TTL or IPV6_UNICAST_HOPS
  std::uint8_t traffic_class = 0;  // IP_TOS
};

/// How much the urgent mark says about the reading position.
struct urgent_state {
  bool pending = false;      // an urgent byte is there (or announced) and was not taken
  bool at_mark = false;      // the next ordinary byte read is the one at (inline) or after (out of line) the mark
  std::uint64_t number = 0;  // of the last urgent byte that was announced; each has another one, and 0 is none
};

class stream {
 public:
  /// Names the socket that is told from now on. Both locks held.
  virtual void attach(const notify_target& target) noexcept = 0;

  /// Outcome of the connection attempt: would_block while it lasts, none once established, else why it failed.
  [[nodiscard]] virtual error connect_result() noexcept = 0;

  // -- reading side (receive lock held)

  /// Takes (or peeks) what is there, up to the size of `into`. would_block: nothing yet. end_of_stream: FIN, all read.
  /// A read never crosses the urgent mark. With stream_urgent: the urgent byte, or invalid_argument when none is pending.
  virtual io_result read(buffers into, unsigned flags, deferred& work) noexcept = 0;
  /// Whether read() would do anything but would_block; a hint that is cheap enough to spin on.
  [[nodiscard]] virtual bool may_read() noexcept = 0;
  /// Looks up to `looks` times whether something can be read, and lets the writer put bytes straight into `into` meanwhile, where
  /// the carrier can. Bytes: they were put there. None and no failure: read() has something to say now. would_block: nothing.
  virtual io_result linger(const buffer& into, unsigned looks, deferred& work) noexcept = 0;
  virtual bool want_read() noexcept = 0;
  /// Lets the writer put bytes straight into `into` from now on, where the carrier can and nothing is there to read. True: done,
  /// and the next reading call, state queries included, is collect(). What comes in causes the notes that were armed.
  virtual bool post(const buffer& into) noexcept = 0;
  /// Ends a post: how many bytes were put into the buffer.
  virtual std::size_t collect(deferred& work) noexcept = 0;
  /// Promises one note (events::readable) for whatever happens next on this side, whatever is there now: bytes, an urgent
  /// mark, FIN or a failure. Look at the state after the call.
  virtual void want_any_change() noexcept = 0;
  /// Bytes that one read could give now, for FIONREAD.
  [[nodiscard]] virtual std::size_t unread() noexcept = 0;
  [[nodiscard]] virtual urgent_state urgent() noexcept = 0;
  /// Whether the peer has finished or reset, whatever is still unread: for FD_CLOSE and POLLHUP.
  [[nodiscard]] virtual bool peer_gone() noexcept = 0;
  /// Nobody will read any more. Unread data, now or later, resets the connection (shutdown SD_RECEIVE).
  virtual void stop_reading(deferred& work) noexcept = 0;

  // -- writing side (send lock held)

  /// Takes what fits. would_block: no room at all. With stream_urgent the last byte of the last piece is marked.
  virtual io_result write(const_buffers from, unsigned flags, deferred& work) noexcept = 0;
  [[nodiscard]] virtual bool may_write() noexcept = 0;
  /// As want_read; `bytes` is how much room the writer would like before it is woken (at least 1).
  virtual bool want_write(std::size_t bytes) noexcept = 0;
  /// FIN after everything written so far.
  virtual void finish(deferred& work) noexcept = 0;

  // -- the whole (both locks held)

  /// Why the connection is broken: none, connection_reset, connection_aborted, timed_out, network_down…
  [[nodiscard]] virtual error failure() noexcept = 0;
  virtual void set_options(const stream_options& options, deferred& work) noexcept = 0;
  /// True once everything written has reached the peer's receive buffer (for SO_LINGER); want_write() tells when.
  [[nodiscard]] virtual bool drained() noexcept = 0;
  /// Fills in what the carrier knows of the connection.
  virtual void report(stream_report& out) noexcept = 0;
  /// Ends it and gives up the object. `abort`, or data that was never read: reset. Otherwise a graceful FIN.
  virtual void close(bool abort, deferred& work) noexcept = 0;

  /// The carrier itself, where this is one around it.
  [[nodiscard]] virtual stream& bare() noexcept { return *this; }

 protected:
  ~stream() = default;
};

}  // namespace loopsock
