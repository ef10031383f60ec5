// loop_pair: what TCP would have answered, said by flags beside two rings.
#include "fastpath/loop_pair.hpp"

#include <algorithm>

namespace loopsock::fastpath {

// ------------------------------------------------------------------------------------------------------------------ pair

loop_pair::loop_pair(std::uint32_t window_a, std::uint32_t window_b) noexcept : a_to_b_(window_b), b_to_a_(window_a) {
  ends_[0].in_ = &b_to_a_;
  ends_[0].out_ = &a_to_b_;
  ends_[0].peer_ = &ends_[1];
  ends_[1].in_ = &a_to_b_;
  ends_[1].out_ = &b_to_a_;
  ends_[1].peer_ = &ends_[0];
}

// --------------------------------------------------------------------------------------------------------------- reading

bool loop_end::peer_reset() const noexcept {
  return (in_->writer_flags() & writer_reset) != 0 || (out_->reader_flags() & reader_reset) != 0;
}

bool loop_end::is_reset() const noexcept { return broken_.load(std::memory_order_acquire) || peer_reset(); }

bool loop_end::peer_finished() const noexcept { return (in_->writer_flags() & writer_finished) != 0; }

bool loop_end::everything_read() const noexcept { return out_->unread() == 0; }

std::uint64_t loop_end::bytes_written() const noexcept { return out_->written(); }

// An urgent byte that is not inline is no part of the stream: the reader steps over it when it stands before it.
void loop_end::settle(bool urgent_inline) noexcept {
  if (urgent_inline) return;
  const urgent_mark mark = in_->urgent();
  if (mark.exists && mark.at == in_->reading_at() && in_->unread() != 0) in_->discard(1);
}

end_result loop_end::read(std::byte* to, std::size_t bytes, read_options options) noexcept {
  end_result answer;
  if (is_reset()) {
    answer.status = end_status::reset;
    return answer;
  }
  settle(options.urgent_inline);
  // FIN is looked at before the bytes: a byte written before FIN is then certain to be seen here.
  const bool finished = peer_finished();
  position limit = ring_block::open_end;
  const urgent_mark mark = in_->urgent();
  const position here = in_->reading_at() + options.skip;
  // Never across the mark: it ends one read and begins the next.
  if (mark.exists && mark.at > here) limit = mark.at;
  if (mark.exists && options.peek && !options.urgent_inline && mark.at == here && options.skip != 0) limit = here;
  answer.bytes = options.peek ? in_->peek(to, bytes, limit, options.skip) : in_->read(to, bytes, limit);
  if (answer.bytes == 0 && bytes != 0) {
    answer.status = finished && in_->unread() == 0 ? end_status::finished : end_status::would_block;
  }
  if (!options.peek && answer.bytes != 0) answer.told.peer_writable = in_->take_write_wish();
  return answer;
}

end_result loop_end::read_urgent(std::byte& to, bool peek) noexcept {
  end_result answer;
  if (is_reset()) {
    answer.status = end_status::reset;
  } else if (!urgent_pending()) {
    answer.status = end_status::no_urgent;
  } else {
    const urgent_mark mark = in_->urgent();
    to = mark.value;
    answer.bytes = 1;
    if (!peek) urgent_taken_ = mark.at + 1;
  }
  return answer;
}

bool loop_end::urgent_pending() noexcept {
  const urgent_mark mark = in_->urgent();
  return mark.exists && urgent_taken_ != mark.at + 1;
}

bool loop_end::at_mark() noexcept {
  const urgent_mark mark = in_->urgent();
  return mark.exists && (in_->reading_at() == mark.at || in_->reading_at() == mark.at + 1);
}

std::size_t loop_end::readable_bytes(bool urgent_inline) noexcept {
  if (is_reset()) return 0;
  settle(urgent_inline);
  const std::size_t unread = in_->unread();
  const urgent_mark mark = in_->urgent();
  const position here = in_->reading_at();
  if (!mark.exists || mark.at <= here) return unread;
  return std::min(unread, static_cast<std::size_t>(mark.at - here));
}

bool loop_end::may_read(bool urgent_inline) noexcept {
  return in_->writer_flags() != 0 || is_reset() || readable_bytes(urgent_inline) != 0;
}

bool loop_end::wish_to_read(bool urgent_inline) noexcept {
  settle(urgent_inline);
  if (is_reset()) return true;
  if (in_->wish_to_read()) return true;
  return is_reset();   // broken by our own writing, which tells us by tell::self: look once more after the wish is there
}

tell loop_end::stop_reading() noexcept {
  in_->set_reader_flag(reader_stopped);
  if (in_->unread() != 0) return break_connection();
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
  if (is_reset()) {
    answer.status = end_status::reset;
    return answer;
  }
  if ((out_->reader_flags() & (reader_gone | reader_stopped)) != 0) {
    // Nobody will read this. TCP takes the bytes, then learns by the RST that answers them.
    answer.bytes = bytes;
    answer.told = break_connection();
    return answer;
  }
  if (urgent_last && bytes != 0) {
    // The mark is not announced for a byte that is not taken: first what lies before it, if all does not fit.
    const std::size_t before = out_->room() < bytes ? bytes - 1 : 0;
    answer.bytes = out_->write(from, before);
    if (answer.bytes == before && out_->room() >= bytes - before) {
      out_->mark_urgent(bytes - before - 1, from[bytes - 1]);
      answer.bytes += out_->write(from + before, bytes - before);
    }
  } else {
    answer.bytes = out_->write(from, bytes);
  }
  if (answer.bytes == 0 && bytes != 0) {
    // Room without bytes taken: there was no memory for the ring.
    answer.status = out_->room() != 0 ? end_status::no_memory : end_status::would_block;
  } else {
    answer.told.peer_readable = out_->take_read_wish();
  }
  return answer;
}

bool loop_end::may_write() noexcept { return is_reset() || out_->reader_flags() != 0 || out_->room() != 0; }

bool loop_end::wish_to_write(std::size_t bytes) noexcept {
  if (is_reset()) return true;
  if (out_->wish_to_write(bytes)) return true;
  return is_reset();
}

tell loop_end::finish() noexcept {
  out_->set_writer_flag(writer_finished);
  tell told;
  told.peer_readable = out_->take_read_wish();
  return told;
}

// ---------------------------------------------------------------------------------------------------------------- ending

tell loop_end::break_connection() noexcept {
  broken_.store(true, std::memory_order_release);
  out_->set_writer_flag(writer_reset);
  in_->set_reader_flag(reader_reset);
  tell told;
  told.peer_readable = out_->take_read_wish();
  told.peer_writable = in_->take_write_wish();
  told.self = true;
  return told;
}

tell loop_end::close(bool abort) noexcept {
  if (abort || (in_->unread() != 0 && !is_reset())) return break_connection();
  out_->set_writer_flag(writer_finished);
  in_->set_reader_flag(reader_gone);
  tell told;
  told.peer_readable = out_->take_read_wish();
  told.peer_writable = in_->take_write_wish();
  return told;
}

}  // namespace loopsock::fastpath
