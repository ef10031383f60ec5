// filtered_inward: from the carrier through the filters to the application.
//
// The carrier has its urgent byte beside the others (set_options), and no read of it crosses the mark. How much can be read is asked before
// the mark is looked for: an urgent byte that is announced in between comes after what could be read already.
#include <algorithm>
#include <array>

#include "stack/filter/filtered_stream.hpp"

namespace loopsock::filter {

// False: nothing to do now; the carrier, or a read that makes room, will tell.
bool filtered_stream::step_inward(holding& hold, deferred& more) noexcept {
  if (carrier_ == nullptr || failure_ != error::none || !held_) return false;
  const std::size_t window = std::max<std::size_t>(options_.receive_window, 1);
  stalled_ = arrived_.size() >= window && !reading_stopped_;
  const bool only_failure = stalled_ || end_of_stream_;
  if (only_failure) carrier_->want_any_change();
  const error broken = carrier_->failure();
  if (broken != error::none) fail(broken, more);
  if (broken != error::none || only_failure) return false;
  std::array<std::byte, piece_bytes> memory;
  buffer into{memory.data(), std::min(piece_bytes, window - std::min(window - 1, arrived_.size()))};
  const std::size_t there = carrier_->unread();
  const urgent_state mark = carrier_->urgent();
  portion piece{.data = into.data, .offset = inward_.offset};
  if (mark.pending && mark.at_mark) {
    into.size = 1;
    io_result came = carrier_->read({&into, 1}, stream_urgent, more);
    if (came.failure == error::would_block) {
      // Announced, and not there yet; nothing else is, since bytes come in order.
      carrier_->want_any_change();
      came = carrier_->read({&into, 1}, stream_urgent, more);
    }
    if (came.failure != error::none) return false;
    piece.size = 1;
    piece.urgent = true;
  } else if (there != 0) {
    into.size = std::min(into.size, there);
    const io_result came = carrier_->read({&into, 1}, 0, more);
    if (came.failure != error::none) return false;
    piece.size = came.bytes;
  } else if (carrier_->peer_gone() && carrier_->unread() == 0) {
    into.size = 1;
    if (!carrier_->read({&into, 1}, 0, more).end_of_stream) return true;  // a failure, which the next look sees
    piece.end = true;
  } else {
    return carrier_->want_read();
  }
  return let_in(piece, hold, more);
}

bool filtered_stream::let_in(const portion& piece, holding& hold, deferred& more) noexcept {
  inward_.offset += piece.size;
  const verdict word = ask(piece, hold);
  if (carrier_ == nullptr || failure_ != error::none) return false;  // it ended meanwhile
  if (word == verdict::drop) {
    reset(error::connection_aborted, more);
    return false;
  }
  if (piece.end) {
    end_of_stream_ = true;
    update_readable(more);
    return true;  // a reset may come yet
  }
  if (word == verdict::block) return true;
  if (!held_ || reading_stopped_) {  // nobody will read it
    reset(error::connection_aborted, more);
    return false;
  }
  const bool kept = piece.urgent ? arrived_.append_urgent(*piece.data) : arrived_.append(piece.data, piece.size);
  if (!kept) {
    reset(error::no_buffers, more);
    return false;
  }
  update_readable(more, piece.urgent);
  return true;
}

}  // namespace loopsock::filter
