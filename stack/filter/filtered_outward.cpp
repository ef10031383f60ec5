// filtered_outward: from the application through the filters to the carrier.
//
// One piece at a time: the next one is shown when the carrier has taken the last. A stage without a socket ends its carrier once all is through.
#include <algorithm>
#include <array>
#include <cstring>

#include "stack/filter/filtered_stream.hpp"

namespace loopsock::filter {

// False: nothing to do now; the carrier that gets room, or a write, will tell.
bool filtered_stream::step_outward(holding& hold, deferred& more) noexcept {
  if (carrier_ == nullptr) return false;
  if (failure_ != error::none) return false;
  if (cleared_.size() != 0) return hand_on(more);
  if (outgoing_.size() != 0) return ask_outward(hold, more);
  if (finish_wanted_) return end_outward(hold, more);
  return false;
}

bool filtered_stream::hand_on(deferred& more) noexcept {
  const const_buffer from{cleared_.data(), cleared_.size()};
  const io_result went = carrier_->write({&from, 1}, cleared_urgent_ ? stream_urgent : 0u, more);
  if (went.failure != error::none && went.failure != error::would_block) {
    fail(went.failure, more);
    return false;
  }
  if (went.bytes == 0) return carrier_->want_write(cleared_.size());
  cleared_.drop(went.bytes);
  update_writable(more);
  return true;
}

// The piece is copied: more may be written while the filters look at it. It counts as queued until they have answered.
bool filtered_stream::ask_outward(holding& hold, deferred& more) noexcept {
  std::array<std::byte, piece_bytes> memory;
  portion piece{
      .data = memory.data(), .size = std::min(piece_bytes, outgoing_.size()), .offset = outward_.offset, .sent = true};
  if (urgent_end_ > outward_.offset && urgent_end_ - outward_.offset <= piece.size) {
    piece.size = static_cast<std::size_t>(urgent_end_ - outward_.offset);
    piece.urgent = true;
  }
  std::memcpy(memory.data(), outgoing_.data(), piece.size);
  const verdict word = ask(piece, hold);
  if (carrier_ == nullptr || failure_ != error::none) return false;
  outgoing_.drop(piece.size);
  outward_.offset += piece.size;
  if (word == verdict::drop) {
    reset(error::connection_aborted, more);
    return false;
  }
  if (word != verdict::block) {
    if (!cleared_.append(piece.data, piece.size)) {
      reset(error::no_buffers, more);
      return false;
    }
    cleared_urgent_ = piece.urgent;
  }
  update_writable(more);
  return true;
}

bool filtered_stream::end_outward(holding& hold, deferred& more) noexcept {
  if (!finished_) {
    const portion end{.offset = outward_.offset, .sent = true, .end = true};
    const verdict word = ask(end, hold);
    if (carrier_ == nullptr || failure_ != error::none) return false;
    if (word == verdict::drop) {
      reset(error::connection_aborted, more);
      return false;
    }
    finished_ = true;
    if (held_) carrier_->finish(more);
  }
  if (!held_) end_carrier(false, more);
  return false;
}

}  // namespace loopsock::filter
