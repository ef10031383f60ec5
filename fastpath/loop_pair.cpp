// loop_pair: what TCP would have answered, said by flags beside two rings.
#include "fastpath/loop_pair.hpp"

#include <algorithm>

namespace loopsock::fastpath {
namespace {

/// A reader that will read no more, though its end may still be open.
constexpr std::uint32_t deaf = reader_gone | reader_stopped;

}  // namespace

// --------------------------------------------------------------------------------------------------------------- reading

end_status loop_end::failure() const noexcept {
  switch (own_->broken.load(std::memory_order_acquire)) {
    case break_cause::self: return end_status::aborted;
    case break_cause::peer: return end_status::reset;
    case break_cause::none: break;
  }
  const bool reset = (in().writer_flags() & writer_reset) != 0 || (out().reader_flags() & reader_reset) != 0;
  return reset ? end_status::reset : end_status::ok;
}

bool loop_end::peer_finished() const noexcept { return (in().writer_flags() & writer_finished) != 0; }

bool loop_end::everything_read() const noexcept { return out().unread() == 0; }

std::uint64_t loop_end::bytes_written() const noexcept { return out().written(); }

loop_end::stretch loop_end::readable(bool urgent_inline, std::size_t skip) const noexcept {
  // First what has arrived, then the mark: a mark is set before its byte is announced, so no byte of this stretch has a
  // mark that we do not see.
  const position arrived = in().arrived();
  const urgent_mark mark = in().urgent();
  stretch s{in().reading_at() + skip, arrived};
  // No part of the stream: an urgent byte out of line, and one that was taken as urgent (even where a newer mark, or
  // SO_OOBINLINE, would now make it ordinary).
  const auto beside_the_stream = [&](position at) {
    return own_->urgent_taken == at + 1 || (mark.exists && !urgent_inline && mark.at == at);
  };
  while (beside_the_stream(s.begin)) {
    // Where the byte was only announced, what follows has not come either; and a peek ends where it comes to the mark.
    if (skip != 0 || arrived <= s.begin) return {s.begin, s.begin};
    ++s.begin;
  }
  // Never across a mark: it ends one read and begins the next.
  if (mark.exists && mark.at > s.begin) s.end = std::min(s.end, mark.at);
  if (own_->urgent_taken > s.begin + 1) s.end = std::min(s.end, own_->urgent_taken - 1);
  return s;
}

end_result loop_end::read(std::byte* to, std::size_t bytes, read_options options) const noexcept {
  end_result answer;
  answer.status = failure();
  if (answer.status != end_status::ok) return answer;
  bool stepped = false;
  while (answer.bytes < bytes) {
    // FIN is looked at before the bytes: a byte written before FIN is then certain to be seen here.
    const bool finished = peer_finished();
    const stretch s = readable(options.urgent_inline, options.skip + (options.peek ? answer.bytes : 0));
    if (answer.bytes != 0 && (s.begin != in().reading_at() + options.skip + (options.peek ? answer.bytes : 0))) break;
    if (!options.peek && s.begin != in().reading_at()) {
      in().discard(static_cast<std::size_t>(s.begin - in().reading_at()));
      stepped = true;
    }
    const std::size_t left = bytes - answer.bytes;
    const std::size_t distance = static_cast<std::size_t>(s.begin - in().reading_at());
    const std::size_t step =
        options.peek ? in().peek(to + answer.bytes, left, s.end, distance) : in().read(to + answer.bytes, left, s.end);
    answer.bytes += step;
    if (step == 0) {
      if (answer.bytes == 0)
        answer.status = finished && s.begin == s.end ? end_status::finished : end_status::would_block;
      break;
    }
    // The mark itself ends the read, even where its byte is there.
    const urgent_mark mark = in().urgent();
    if ((mark.exists && mark.at == s.end) || own_->urgent_taken == s.end + 1) break;
  }
  if (stepped || (!options.peek && answer.bytes != 0)) answer.told.peer_writable = in().take_write_wish();
  return answer;
}

tell loop_end::tell_of_room() const noexcept {
  tell told;
  told.peer_writable = in().take_write_wish();
  return told;
}

bool loop_end::lend(std::byte* to, std::size_t bytes) const noexcept {
  return bytes >= handover::least_bytes && post(to, bytes);
}

bool loop_end::post(std::byte* to, std::size_t bytes) const noexcept {
  const urgent_mark mark = in().urgent();
  const position here = in().reading_at();
  if (bytes == 0 || in().arrived() != here || (mark.exists && mark.at >= here)) return false;
  return in().lend(to, bytes);
}

bool loop_end::end_loan(end_result& answer) const noexcept {
  answer = {};
  if (!in().end_loan(answer.bytes)) return false;
  // The writer may have gone to sleep before we accounted for them.
  if (answer.bytes != 0) answer.told.peer_writable = in().take_write_wish();
  return true;
}

end_result loop_end::read_urgent(std::byte& to, bool peek) const noexcept {
  end_result answer;
  answer.status = failure();
  if (answer.status != end_status::ok) return answer;
  if (!urgent_pending()) {
    answer.status = end_status::no_urgent;
    return answer;
  }
  const urgent_mark mark = in().urgent();
  to = mark.value;
  answer.bytes = 1;
  if (peek) return answer;
  own_->urgent_taken = mark.at + 1;
  if (in().reading_at() == mark.at && in().arrived() > mark.at) {
    in().discard(1);
    answer.told.peer_writable = in().take_write_wish();
  }
  return answer;
}

bool loop_end::urgent_pending() const noexcept {
  const urgent_mark mark = in().urgent();
  return mark.exists && own_->urgent_taken != mark.at + 1;
}

std::uint64_t loop_end::urgent_number() const noexcept {
  const urgent_mark mark = in().urgent();
  return mark.exists ? mark.at + 1 : 0;
}

bool loop_end::at_mark(bool urgent_inline) const noexcept {
  const urgent_mark mark = in().urgent();
  const position here = in().reading_at();
  // Out of line the byte is stepped over, so the place behind it is the mark as well.
  return mark.exists && (here == mark.at || (!urgent_inline && here == mark.at + 1));
}

std::size_t loop_end::readable_bytes(bool urgent_inline) const noexcept {
  if (failure() != end_status::ok) return 0;
  const stretch s = readable(urgent_inline, 0);
  return static_cast<std::size_t>(s.end - s.begin);
}

bool loop_end::has_unread_data(bool urgent_inline) const noexcept {
  const stretch s = readable(urgent_inline, 0);
  return in().arrived() > s.begin;
}

bool loop_end::may_read(bool urgent_inline) const noexcept {
  return in().writer_flags() != 0 || failure() != end_status::ok || readable_bytes(urgent_inline) != 0;
}

bool loop_end::wish_to_read(bool urgent_inline) const noexcept {
  // Past what a read would only step over; where that was announced and has not come, past its place.
  position beyond = readable(urgent_inline, 0).begin;
  const urgent_mark mark = in().urgent();
  if (mark.exists && !urgent_inline && mark.at == beyond) ++beyond;
  // Broken by our own writing: that tells us by tell::self, and the wish is looked at once more after it is there.
  return failure() != end_status::ok || in().wish_to_read(beyond) || failure() != end_status::ok;
}

tell loop_end::stop_reading(bool urgent_inline) const noexcept {
  in().set_reader_flag(reader_stopped);
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with write(): it sees the flag, or we see its bytes
  if (has_unread_data(urgent_inline)) return break_connection(break_cause::self);
  tell told;
  told.peer_writable = in().take_write_wish();
  return told;
}

tell loop_end::set_window(std::uint32_t bytes) const noexcept {
  in().set_window(bytes);
  tell told;
  told.peer_writable = in().take_write_wish();
  return told;
}

// --------------------------------------------------------------------------------------------------------------- writing

end_result loop_end::write(const std::byte* from, std::size_t bytes, bool urgent_last) const noexcept {
  end_result answer;
  answer.status = failure();
  if (answer.status != end_status::ok) return answer;
  if ((out().reader_flags() & deaf) != 0) {
    // Nobody will read this. TCP takes the bytes, then learns by the RST that answers them.
    answer.bytes = bytes;
    answer.told = break_connection(break_cause::peer);
    return answer;
  }
  bool no_memory = false;
  const auto put = [&](std::size_t begin, std::size_t count) {
    const write_outcome done = out().write(from + begin, count);
    answer.bytes += done.bytes;
    no_memory = done.no_memory;
  };
  if (urgent_last && bytes != 0) {
    // The mark is not announced for a byte that is not taken: first what lies before it, if all does not fit.
    const std::size_t before = out().room() < bytes ? bytes - 1 : 0;
    put(0, before);
    if (answer.bytes == before && out().room() >= bytes - before) {
      out().mark_urgent(bytes - before - 1, from[bytes - 1]);
      put(before, bytes - before);
    }
  } else {
    // A reader that has left a wish is not at work on the handover's line, so there a small write may look at it as well.
    if (bytes >= handover::least_bytes || out().has_read_wish()) answer.bytes = out().fill_loan(from, bytes);
    put(answer.bytes, bytes - answer.bytes);
  }
  if (answer.bytes == 0 && bytes != 0) {
    answer.status = no_memory ? end_status::no_memory : end_status::would_block;
    return answer;
  }
  answer.told = tell_of_bytes();
  return answer;
}

// Bytes have been written: whom to tell.
tell loop_end::tell_of_bytes() const noexcept {
  tell told;
  told.peer_readable = out().take_read_wish();
  // The reader may have left between our first look and the bytes. If it left any behind it saw none, so it is we who break
  // (the fence in take_read_wish() pairs with those in close() and stop_reading()). If it took them all, all is well: it may
  // have read, answered and closed while we were put off our processor.
  if ((out().reader_flags() & deaf) == 0 || out().is_drained()) return told;
  tell more = break_connection(break_cause::peer);
  more.peer_readable = more.peer_readable || told.peer_readable;
  return more;
}

bool loop_end::may_write() const noexcept {
  return failure() != end_status::ok || out().reader_flags() != 0 || out().room() != 0;
}

bool loop_end::wish_to_write(std::size_t bytes) const noexcept {
  return failure() != end_status::ok || out().wish_to_write(bytes) || failure() != end_status::ok;
}

tell loop_end::finish() const noexcept {
  out().set_writer_flag(writer_finished);
  tell told;
  told.peer_readable = out().take_read_wish();
  return told;
}

// ---------------------------------------------------------------------------------------------------------------- ending

tell loop_end::break_connection(break_cause why) const noexcept {
  own_->broken.store(why, std::memory_order_release);
  out().set_writer_flag(writer_reset);
  in().set_reader_flag(reader_reset);
  tell told;
  told.peer_readable = out().take_read_wish();
  told.peer_writable = in().take_write_wish();
  told.self = true;
  return told;
}

tell loop_end::close(bool abort, bool urgent_inline) const noexcept {
  in().set_reader_flag(reader_gone);
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with write(), as in stop_reading()
  const bool lost = has_unread_data(urgent_inline) && failure() == end_status::ok;
  if (abort || lost) return break_connection(break_cause::self);
  out().set_writer_flag(writer_finished);
  tell told;
  told.peer_readable = out().take_read_wish();
  told.peer_writable = in().take_write_wish();
  return told;
}

}  // namespace loopsock::fastpath
