// loop_pair: what TCP would have answered, said by flags beside two rings.
#include "fastpath/loop_pair.hpp"

#include <algorithm>

namespace loopsock::fastpath {
namespace {

/// A reader that will read no more, though its end may still be open.
constexpr std::uint32_t deaf = reader_gone | reader_stopped;

}  // namespace

// ------------------------------------------------------------------------------------------------------------------ pair

loop_pair::loop_pair(std::uint32_t window_a, std::uint32_t window_b) noexcept : a_to_b_(window_b), b_to_a_(window_a) {
  ends_[0].in_ = &b_to_a_;
  ends_[0].out_ = &a_to_b_;
  ends_[0].in_hand_ = &hand_b_to_a_;
  ends_[0].out_hand_ = &hand_a_to_b_;
  ends_[0].peer_ = &ends_[1];
  ends_[1].in_ = &a_to_b_;
  ends_[1].out_ = &b_to_a_;
  ends_[1].in_hand_ = &hand_a_to_b_;
  ends_[1].out_hand_ = &hand_b_to_a_;
  ends_[1].peer_ = &ends_[0];
}

// --------------------------------------------------------------------------------------------------------------- reading

end_status loop_end::failure() const noexcept {
  switch (broken_.load(std::memory_order_acquire)) {
    case cause::self: return end_status::aborted;
    case cause::peer: return end_status::reset;
    case cause::none: break;
  }
  const bool reset = (in_->writer_flags() & writer_reset) != 0 || (out_->reader_flags() & reader_reset) != 0;
  return reset ? end_status::reset : end_status::ok;
}

bool loop_end::peer_finished() const noexcept { return (in_->writer_flags() & writer_finished) != 0; }

bool loop_end::everything_read() const noexcept { return out_->unread() == 0; }

std::uint64_t loop_end::bytes_written() const noexcept { return out_->written(); }

loop_end::stretch loop_end::readable(bool urgent_inline, std::size_t skip) const noexcept {
  // First what has arrived, then the mark: a mark is set before its byte is announced, so no byte of this stretch has a
  // mark that we do not see.
  const position arrived = in_->arrived();
  const urgent_mark mark = in_->urgent();
  stretch s{in_->reading_at() + skip, arrived};
  // No part of the stream: an urgent byte out of line, and one that was taken as urgent (even where a newer mark, or
  // SO_OOBINLINE, would now make it ordinary).
  const auto beside_the_stream = [&](position at) {
    return urgent_taken_ == at + 1 || (mark.exists && !urgent_inline && mark.at == at);
  };
  while (beside_the_stream(s.begin)) {
    // Where the byte was only announced, what follows has not come either; and a peek ends where it comes to the mark.
    if (skip != 0 || arrived <= s.begin) return {s.begin, s.begin};
    ++s.begin;
  }
  // Never across a mark: it ends one read and begins the next.
  if (mark.exists && mark.at > s.begin) s.end = std::min(s.end, mark.at);
  if (urgent_taken_ > s.begin + 1) s.end = std::min(s.end, urgent_taken_ - 1);
  return s;
}

end_result loop_end::read(std::byte* to, std::size_t bytes, read_options options) noexcept {
  end_result answer;
  answer.status = failure();
  if (answer.status != end_status::ok) return answer;
  bool stepped = false;
  while (answer.bytes < bytes) {
    // FIN is looked at before the bytes: a byte written before FIN is then certain to be seen here.
    const bool finished = peer_finished();
    const stretch s = readable(options.urgent_inline, options.skip + (options.peek ? answer.bytes : 0));
    if (answer.bytes != 0 && (s.begin != in_->reading_at() + options.skip + (options.peek ? answer.bytes : 0))) break;
    if (!options.peek && s.begin != in_->reading_at()) {
      in_->discard(static_cast<std::size_t>(s.begin - in_->reading_at()));
      stepped = true;
    }
    const std::size_t left = bytes - answer.bytes;
    const std::size_t distance = static_cast<std::size_t>(s.begin - in_->reading_at());
    const std::size_t step =
        options.peek ? in_->peek(to + answer.bytes, left, s.end, distance) : in_->read(to + answer.bytes, left, s.end);
    answer.bytes += step;
    if (step == 0) {
      if (answer.bytes == 0)
        answer.status = finished && s.begin == s.end ? end_status::finished : end_status::would_block;
      break;
    }
    // The mark itself ends the read, even where its byte is there.
    const urgent_mark mark = in_->urgent();
    if ((mark.exists && mark.at == s.end) || urgent_taken_ == s.end + 1) break;
  }
  if (stepped || (!options.peek && answer.bytes != 0)) answer.told.peer_writable = in_->take_write_wish();
  return answer;
}

tell loop_end::tell_of_room() noexcept {
  tell told;
  told.peer_writable = in_->take_write_wish();
  return told;
}

bool loop_end::lend(std::byte* to, std::size_t bytes) noexcept {
  return bytes >= handover::least_bytes && post(to, bytes);
}

bool loop_end::post(std::byte* to, std::size_t bytes) noexcept {
  const urgent_mark mark = in_->urgent();
  const position here = in_->reading_at();
  if (bytes == 0 || in_->arrived() != here || (mark.exists && mark.at >= here)) return false;
  in_hand_->lend(to, bytes);
  return true;
}

bool loop_end::end_loan(end_result& answer) noexcept {
  answer = {};
  if (in_hand_->take_back()) return true;
  if (!in_hand_->filled()) return false;
  answer.bytes = in_hand_->collect(*in_);
  answer.told.peer_writable = in_->take_write_wish();  // the writer may have gone to sleep before we accounted for them
  return true;
}

end_result loop_end::read_urgent(std::byte& to, bool peek) noexcept {
  end_result answer;
  answer.status = failure();
  if (answer.status != end_status::ok) return answer;
  if (!urgent_pending()) {
    answer.status = end_status::no_urgent;
    return answer;
  }
  const urgent_mark mark = in_->urgent();
  to = mark.value;
  answer.bytes = 1;
  if (peek) return answer;
  urgent_taken_ = mark.at + 1;
  if (in_->reading_at() == mark.at && in_->arrived() > mark.at) {
    in_->discard(1);
    answer.told.peer_writable = in_->take_write_wish();
  }
  return answer;
}

bool loop_end::urgent_pending() noexcept {
  const urgent_mark mark = in_->urgent();
  return mark.exists && urgent_taken_ != mark.at + 1;
}

std::uint64_t loop_end::urgent_number() const noexcept {
  const urgent_mark mark = in_->urgent();
  return mark.exists ? mark.at + 1 : 0;
}

bool loop_end::at_mark(bool urgent_inline) noexcept {
  const urgent_mark mark = in_->urgent();
  const position here = in_->reading_at();
  // Out of line the byte is stepped over, so the place behind it is the mark as well.
  return mark.exists && (here == mark.at || (!urgent_inline && here == mark.at + 1));
}

std::size_t loop_end::readable_bytes(bool urgent_inline) noexcept {
  if (failure() != end_status::ok) return 0;
  const stretch s = readable(urgent_inline, 0);
  return static_cast<std::size_t>(s.end - s.begin);
}

bool loop_end::has_unread_data(bool urgent_inline) const noexcept {
  const stretch s = readable(urgent_inline, 0);
  return in_->arrived() > s.begin;
}

bool loop_end::may_read(bool urgent_inline) noexcept {
  return in_->writer_flags() != 0 || failure() != end_status::ok || readable_bytes(urgent_inline) != 0;
}

bool loop_end::wish_to_read(bool urgent_inline) noexcept {
  // Past what a read would only step over; where that was announced and has not come, past its place.
  position beyond = readable(urgent_inline, 0).begin;
  const urgent_mark mark = in_->urgent();
  if (mark.exists && !urgent_inline && mark.at == beyond) ++beyond;
  // Broken by our own writing: that tells us by tell::self, and the wish is looked at once more after it is there.
  return failure() != end_status::ok || in_->wish_to_read(beyond) || failure() != end_status::ok;
}

tell loop_end::stop_reading(bool urgent_inline) noexcept {
  in_->set_reader_flag(reader_stopped);
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with write(): it sees the flag, or we see its bytes
  if (has_unread_data(urgent_inline)) return break_connection(cause::self);
  tell told;
  told.peer_writable = in_->take_write_wish();
  return told;
}

tell loop_end::set_window(std::uint32_t bytes) noexcept {
  in_->set_window(bytes);
  tell told;
  told.peer_writable = in_->take_write_wish();
  return told;
}

// --------------------------------------------------------------------------------------------------------------- writing

end_result loop_end::write(const std::byte* from, std::size_t bytes, bool urgent_last) noexcept {
  end_result answer;
  answer.status = failure();
  if (answer.status != end_status::ok) return answer;
  if ((out_->reader_flags() & deaf) != 0) {
    // Nobody will read this. TCP takes the bytes, then learns by the RST that answers them.
    answer.bytes = bytes;
    answer.told = break_connection(cause::peer);
    return answer;
  }
  bool no_memory = false;
  const auto put = [&](std::size_t begin, std::size_t count) {
    const write_outcome done = out_->write(from + begin, count);
    answer.bytes += done.bytes;
    no_memory = done.no_memory;
  };
  if (urgent_last && bytes != 0) {
    // The mark is not announced for a byte that is not taken: first what lies before it, if all does not fit.
    const std::size_t before = out_->room() < bytes ? bytes - 1 : 0;
    put(0, before);
    if (answer.bytes == before && out_->room() >= bytes - before) {
      out_->mark_urgent(bytes - before - 1, from[bytes - 1]);
      put(before, bytes - before);
    }
  } else {
    // A reader that has left a wish is not at work on the handover's line, so there a small write may look at it as well.
    if (bytes >= handover::least_bytes || out_->has_read_wish()) answer.bytes = out_hand_->fill(*out_, from, bytes);
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
tell loop_end::tell_of_bytes() noexcept {
  tell told;
  told.peer_readable = out_->take_read_wish();
  // The reader may have left between our first look and the bytes. If it left any behind it saw none, so it is we who break
  // (the fence in take_read_wish() pairs with those in close() and stop_reading()). If it took them all, all is well: it may
  // have read, answered and closed while we were put off our processor.
  if ((out_->reader_flags() & deaf) == 0 || out_->is_drained()) return told;
  tell more = break_connection(cause::peer);
  more.peer_readable = more.peer_readable || told.peer_readable;
  return more;
}

bool loop_end::may_write() noexcept {
  return failure() != end_status::ok || out_->reader_flags() != 0 || out_->room() != 0;
}

bool loop_end::wish_to_write(std::size_t bytes) noexcept {
  return failure() != end_status::ok || out_->wish_to_write(bytes) || failure() != end_status::ok;
}

tell loop_end::finish() noexcept {
  out_->set_writer_flag(writer_finished);
  tell told;
  told.peer_readable = out_->take_read_wish();
  return told;
}

// ---------------------------------------------------------------------------------------------------------------- ending

tell loop_end::break_connection(cause why) noexcept {
  broken_.store(why, std::memory_order_release);
  out_->set_writer_flag(writer_reset);
  in_->set_reader_flag(reader_reset);
  tell told;
  told.peer_readable = out_->take_read_wish();
  told.peer_writable = in_->take_write_wish();
  told.self = true;
  return told;
}

tell loop_end::close(bool abort, bool urgent_inline) noexcept {
  in_->set_reader_flag(reader_gone);
  std::atomic_thread_fence(std::memory_order_seq_cst);  // pairs with write(), as in stop_reading()
  const bool lost = has_unread_data(urgent_inline) && failure() == end_status::ok;
  if (abort || lost) return break_connection(cause::self);
  out_->set_writer_flag(writer_finished);
  tell told;
  told.peer_readable = out_->take_read_wish();
  told.peer_writable = in_->take_write_wish();
  return told;
}

}  // namespace loopsock::fastpath
