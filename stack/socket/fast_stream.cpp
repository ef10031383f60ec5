// fast_stream: see the header. Both carriers and their pair lie in one fast_connection.
#include "stack/socket/fast_stream.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <new>

#include "fastpath/loop_pair.hpp"
#include "stack/host/slab_pool.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/fast_capture.hpp"
#include "stack/socket/idle_rings.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/ports.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {
namespace {

using fastpath::end_result;
using fastpath::end_status;
using fastpath::loop_end;
using fastpath::loop_pair;

constexpr error error_of(end_status status) noexcept {
  switch (status) {
    case end_status::ok:
    case end_status::finished: return error::none;
    case end_status::would_block: return error::would_block;
    case end_status::reset: return error::connection_reset;
    case end_status::aborted: return error::connection_aborted;
    case end_status::no_memory: return error::no_buffers;
    case end_status::no_urgent: return error::invalid_argument;
  }
  return error::none;
}

/// Channels count in 32 bits; no receive buffer is larger.
std::uint32_t window_bytes(std::size_t bytes) noexcept {
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(bytes, 1, std::numeric_limits<std::int32_t>::max()));
}

struct fast_connection;

class fast_stream : public stream {
 public:
  explicit fast_stream(std::uint8_t which) noexcept : which_(which) {}
  [[nodiscard]] fast_connection& whole() noexcept;
  [[nodiscard]] loop_end end() noexcept;

  void attach(const notify_target& target) noexcept override { end().watch(target.number); }
  error connect_result() noexcept override { return error::none; }

  io_result read(buffers into, unsigned flags, deferred& work) noexcept override {
    const auto shown = show();
    if ((flags & stream_urgent) != 0) return read_urgent(into, flags, work);
    const loop_end mine = end();
    io_result sum;
    const bool peeking = (flags & stream_peek) != 0;
    if (total_size(into) == 0) return read_nothing();
    for (const buffer& piece : into) {
      if (piece.size == 0) continue;
      if (sum.bytes != 0 && !peeking && mine.at_mark(urgent_inline_))
        break;  // one read ends at the mark, whatever the pieces
      const end_result one = mine.read(
          piece.data, piece.size, {.peek = peeking, .urgent_inline = urgent_inline_, .skip = peeking ? sum.bytes : 0});
      tell(one.told, work);
      sum.bytes += one.bytes;
      if (one.bytes == piece.size) continue;
      if (sum.bytes == 0) {
        sum.failure = error_of(one.status);
        sum.end_of_stream = one.status == end_status::finished;
      }
      break;
    }
    return sum;
  }

  bool may_read() noexcept override { return end().may_read(urgent_inline_); }
  io_result linger(const buffer& into, unsigned looks, deferred& work) noexcept override {
    const bool lent = looks != 0 && end().lend(into.data, into.size);
    if (lent) note_use();
    bool came = false;
    for (unsigned turn = 0; turn < looks && !came; ++turn) {
      came = (lent && !end().is_lent()) || end().may_read(urgent_inline_);
      if (!came) host::relax();
    }
    io_result answer{.bytes = lent ? end_loan(work) : 0};
    if (answer.bytes == 0 && !came) answer.failure = error::would_block;
    return answer;
  }
  bool post(const buffer& into) noexcept override {
    const bool lent = end().post(into.data, into.size);
    if (lent) note_use();
    return lent;
  }
  std::size_t collect(deferred& work) noexcept override { return end_loan(work); }
  bool want_read() noexcept override { return end().wish_to_read(urgent_inline_); }
  void want_any_change() noexcept override { end().wish_for_any_change(); }
  std::size_t unread() noexcept override { return end().readable_bytes(urgent_inline_); }
  urgent_state urgent() noexcept override {
    return {end().urgent_pending(), end().at_mark(urgent_inline_), end().urgent_number()};
  }
  bool peer_gone() noexcept override { return end().peer_finished() || end().failure() != end_status::ok; }
  void stop_reading(deferred& work) noexcept override {
    const auto shown = show();
    tell(end().stop_reading(urgent_inline_), work);
  }

  io_result write(const_buffers from, unsigned flags, deferred& work) noexcept override {
    if (from.size() == 1 && from[0].size >= patient_bytes) await_loan();
    const io_result sum = write_pieces(from, flags, work);
    note_use();
    return sum;
  }

  bool may_write() noexcept override { return end().may_write(); }
  bool want_write(std::size_t bytes) noexcept override { return end().wish_to_write(bytes); }
  void finish(deferred& work) noexcept override {
    const auto shown = show();
    tell(end().finish(), work);
  }

  error failure() noexcept override { return error_of(end().failure()); }
  bool drained() noexcept override { return true; }  // what was taken lies in the peer's receive buffer
  void report(stream_report& out) noexcept override;

  void set_options(const stream_options& options, deferred& work) noexcept override {
    urgent_inline_ = options.urgent_inline;
    manner_ = {options.hop_limit, options.traffic_class, options.rfc1122_urgent};
    const auto shown = show();
    tell(end().set_window(window_bytes(options.receive_window)), work);
  }

  void close(bool abort, deferred& work) noexcept override;

 private:
  // Looks while a writer copies into a lent buffer, before it must be suspected of not running.
  static constexpr unsigned longest_copy = 10'000;
  // A write of this size is worth waiting a moment for a reader that lends its buffer: it saves a copy of as much.
  static constexpr std::size_t patient_bytes = 16 * 1024;
  static constexpr unsigned most_missed = 6;

  /// Around whatever moves the connection on.
  [[nodiscard]] fast_capture::shown_call show() noexcept {
    return fast_capture::shown_call([this](fast_capture::shown_call& one) { begin_to_show(one); });
  }
  [[gnu::cold]] void begin_to_show(fast_capture::shown_call& one) noexcept;

  std::size_t end_loan(deferred& work) noexcept {
    const auto shown = show();
    end_result loan;
    for (unsigned turn = 0; !end().end_loan(loan); ++turn) {
      // The writer copies. It may have been put off its processor in the middle, even by us (real-time priorities): so in
      // the end we sleep.
      if (turn < longest_copy) {
        host::relax();
      } else {
        std::atomic<std::uint32_t> nobody{0};
        host::waiting->wait(nobody, 0, host::now() + std::chrono::microseconds(50));
      }
    }
    tell(loan.told, work);
    return loan.bytes;
  }

  /// A reader that keeps up comes back within a microsecond of its last bytes and lends its buffer again. Where it did not
  /// come, fewer and fewer of the next large writes wait for it: one in 64 in the end.
  void await_loan() noexcept {
    if (impatient_ != 0) {
      --impatient_;
      return;
    }
    for (unsigned turn = 0; turn < host::waiting->spins / 2; ++turn) {
      if (end().loan_offered()) {
        missed_ = 0;
        return;
      }
      host::relax();
    }
    missed_ = static_cast<std::uint8_t>(std::min<unsigned>(missed_ + 1u, most_missed));
    impatient_ = static_cast<std::uint8_t>((1u << missed_) - 1);
  }

  io_result write_pieces(const_buffers from, unsigned flags, deferred& work) noexcept {
    auto shown = show();
    shown.writes(from);
    const loop_end mine = end();
    io_result sum;
    std::size_t last = from.size();  // urgent is the last byte of the last piece that has one
    while (last != 0 && from[last - 1].size == 0) --last;
    for (std::size_t i = 0; i < last; ++i) {
      const const_buffer& piece = from[i];
      if (piece.size == 0) continue;
      const bool urgent = (flags & stream_urgent) != 0 && i + 1 == last;
      const end_result one = mine.write(piece.data, piece.size, urgent);
      tell(one.told, work);
      sum.bytes += one.bytes;
      if (one.bytes == piece.size) continue;
      if (sum.bytes == 0) sum.failure = error_of(one.status);
      break;
    }
    return sum;
  }

  /// A receive of no bytes tells what one of some bytes would find.
  io_result read_nothing() noexcept {
    io_result answer;
    if (const error broken = error_of(end().failure()); broken != error::none) {
      answer.failure = broken;
    } else if (end().readable_bytes(urgent_inline_) == 0) {
      answer.end_of_stream = end().peer_finished();
      if (!answer.end_of_stream) answer.failure = error::would_block;
    }
    return answer;
  }

  io_result read_urgent(buffers into, unsigned flags, deferred& work) noexcept {
    io_result answer;
    for (const buffer& piece : into) {
      if (piece.size == 0) continue;
      // Inline, there is no byte beside the stream (as BSD answers).
      const end_result one = urgent_inline_ ? end_result{.bytes = 0, .status = end_status::no_urgent, .told = {}}
                                            : end().read_urgent(*piece.data, (flags & stream_peek) != 0);
      tell(one.told, work);
      answer.bytes = one.bytes;
      answer.failure = error_of(one.status);
      break;
    }
    return answer;
  }

  /// The connection may have a ring since this call. (The quick calls of quick_data.hpp only use what is there.)
  void note_use() noexcept;

  void tell(const fastpath::tell& told, deferred& work) noexcept {
    if (told.any()) tell_ends(end(), told, work);
  }

  const std::uint8_t which_;    // of the pair's ends
  std::uint8_t missed_ = 0;     // the send lock's, like the next: how often in a row nobody lent a buffer,
  std::uint8_t impatient_ = 0;  // and how many large writes will not wait for that
  bool urgent_inline_ = false;
  capture::segment_manner manner_;
};

/// Tells a connection's two ends apart, so that each finds the whole without a pointer.
template <std::uint8_t Which>
struct end_stream : fast_stream {
  end_stream() noexcept : fast_stream(Which) {}
};

// What a pair has while it rests; what is written while bytes flow lies elsewhere (channel.hpp).
struct alignas(32) fast_connection final : end_stream<0>, end_stream<1> {
  fast_connection(port_registry::connection& in_registry, lwip::node_number on, std::uint32_t connecting_window,
                  std::uint32_t accepting_window) noexcept
      : entry(&in_registry), pair(connecting_window, accepting_window), node(on) {}
  [[nodiscard]] fast_stream& connecting() noexcept { return static_cast<end_stream<0>&>(*this); }
  [[nodiscard]] fast_stream& accepting() noexcept { return static_cast<end_stream<1>&>(*this); }

  port_registry::connection* entry;
  loop_pair pair;
  idle_rings::place rings;
  std::atomic<std::uint8_t> open{2};  // writer: each end once, in close(); the second frees the whole
  const lwip::node_number node;
};
static_assert(sizeof(fast_connection) == 160);
using fast_connections = host::slab_pool<fast_connection>;

fast_connection& fast_stream::whole() noexcept {
  return which_ == 0 ? static_cast<fast_connection&>(static_cast<end_stream<0>&>(*this))
                     : static_cast<fast_connection&>(static_cast<end_stream<1>&>(*this));
}

void fast_stream::begin_to_show(fast_capture::shown_call& one) noexcept {
  one.begin(whole().pair, *whole().entry, whole().node, which_, manner_);
}

void fast_stream::note_use() noexcept {
  if (whole().rings.listed()) return;
  if (whole().pair.towards(0).in_use() || whole().pair.towards(1).in_use())
    idle_rings::add(whole().pair, whole().rings);
}

loop_end fast_stream::end() noexcept { return whole().pair.end(which_); }

// Nothing is in flight and nothing is segmented: what was written is in the peer's receive buffer.
void fast_stream::report(stream_report& out) noexcept {
  out.bytes_out = end().bytes_written();
  out.bytes_in = end().peer().bytes_written();
  out.send_window = out.congestion_window = end().window();
  out.receive_window = end().peer().window();
  if (end().failure() != end_status::ok) return;
  const bool peer_done = end().peer_finished(), done = end().peer().peer_finished();
  out.state = peer_done ? (done ? tcp_state::last_ack : tcp_state::close_wait)
                        : (done ? tcp_state::fin_wait_2 : tcp_state::established);
}

void fast_stream::close(bool abort, deferred& work) noexcept {
  {
    const auto shown = show();
    tell(end().close(abort, urgent_inline_), work);
  }
  end().watch(0);
  count_fast_bytes(end().bytes_written(), end().direct_bytes_written());
  // acq_rel: the end that frees sees all that the other did.
  if (whole().open.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (capture::attached()) fast_capture::forget(whole().pair);
  if (whole().rings.listed()) idle_rings::remove(whole().rings);
  ports(whole().node).remove_connection(*whole().entry);
  fast_connections::destroy(&whole());
}

}  // namespace

fast_ends make_fast_pair(port_registry::connection& entry, lwip::node_number on, std::size_t connecting_window,
                         std::size_t accepting_window) noexcept {
  auto* const whole =
      fast_connections::make(entry, on, window_bytes(connecting_window), window_bytes(accepting_window));
  if (whole == nullptr) return {};
  if (capture::attached()) fast_capture::established(whole->pair, entry, on);
  return {&whole->connecting(), &whole->accepting()};
}

void discard_fast_pair(const fast_ends& ends) noexcept {
  fast_connection& whole = static_cast<fast_stream*>(ends.connecting)->whole();
  if (capture::attached()) fast_capture::withdrawn(whole.pair);
  fast_connections::destroy(&whole);
}

loop_end end_of(stream& fast_one) noexcept { return static_cast<fast_stream&>(fast_one).end(); }

void tell_ends(const loop_end& end, const fastpath::tell& told, deferred& work) noexcept {
  events peer = events::none;
  if (told.peer_readable) peer = peer | events::readable;
  if (told.peer_writable) peer = peer | events::writable;
  if (any(peer)) work.tell(sockets().target(end.peer().watcher()), peer);
  if (told.self) work.tell(sockets().target(end.watcher()), events::readable | events::writable);
}

fast_traffic fast_bytes_written(stream& end) noexcept {
  const loop_end one = end_of(end);
  return {one.bytes_written(), one.direct_bytes_written()};
}

}  // namespace loopsock
