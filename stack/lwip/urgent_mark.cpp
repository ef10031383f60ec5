// urgent_mark: see the header.
#include "stack/lwip/urgent_mark.hpp"

#include <algorithm>
#include <cassert>

namespace loopsock::lwip {

void urgent_mark::announce(std::size_t before) noexcept {
  ++announced_;
  here_ = true;
  before_ = before;
  lifted_ = false;
  kept_.reset();
}

std::size_t urgent_mark::limit(const receive_queue& queue, bool in_line) const noexcept {
  if (!here_) return queue.size();
  if (before_ != 0) return std::min(before_, queue.size());
  if (in_line || lifted_ || queue.size() == 0) return queue.size();
  return queue.size() - 1;  // reading will step over the urgent byte
}

void urgent_mark::step_over(receive_queue& queue, bool in_line) noexcept {
  if (!here_ || before_ != 0 || lifted_ || in_line || queue.size() == 0) return;
  kept_ = queue.byte_at(0);
  queue.drop(1);
  lifted_ = true;
}

void urgent_mark::consumed(std::size_t count) noexcept {
  if (!here_ || count == 0) return;
  assert(before_ == 0 || count <= before_);
  if (before_ != 0) {
    before_ -= count;
  } else {
    here_ = false;  // in line its byte was just read, out of line the one after it
  }
}

error urgent_mark::take(receive_queue& queue, bool peek, std::byte& out) noexcept {
  if (kept_) {
    out = *kept_;
    if (!peek) kept_.reset();
    return error::none;
  }
  if (!here_ || lifted_) return error::invalid_argument;
  if (queue.size() <= before_) return error::would_block;
  out = queue.byte_at(before_);
  if (peek) return error::none;
  if (!queue.remove_byte(before_)) return error::no_buffers;
  lifted_ = true;
  return error::none;
}

}  // namespace loopsock::lwip
