#include "stack/filter/arrived_bytes.hpp"

#include <algorithm>
#include <cstring>

namespace loopsock::filter {

bool arrived_bytes::append_urgent(std::byte one) noexcept {
  const std::size_t position = bytes_.size();
  if (!bytes_.append(&one, 1)) return false;
  ++announced_;
  here_ = true;
  before_ = position;
  lifted_ = false;
  kept_.reset();
  return true;
}

std::size_t arrived_bytes::limit(bool in_line) const noexcept {
  if (!here_) return bytes_.size();
  if (before_ != 0) return std::min(before_, bytes_.size());
  if (in_line || lifted_ || bytes_.size() == 0) return bytes_.size();
  return bytes_.size() - 1;  // reading will step over the urgent byte
}

void arrived_bytes::step_over(bool in_line) noexcept {
  if (!here_ || before_ != 0 || lifted_ || in_line || bytes_.size() == 0) return;
  kept_ = *bytes_.data();
  bytes_.drop(1);
  lifted_ = true;
}

std::size_t arrived_bytes::read(buffers into, bool peek, bool in_line) noexcept {
  const std::size_t most = limit(in_line);
  std::size_t done = 0;
  for (const buffer& piece : into) {
    const std::size_t count = std::min(piece.size, most - done);
    if (count != 0) std::memcpy(piece.data, bytes_.data() + done, count);
    done += count;
  }
  if (peek || done == 0) return done;
  bytes_.drop(done);
  if (here_ && before_ != 0) {
    before_ -= done;
  } else {
    here_ = false;  // in line its byte was just read, out of line the one after it
  }
  return done;
}

error arrived_bytes::take_urgent(bool peek, std::byte& out) noexcept {
  if (kept_) {
    out = *kept_;
    if (!peek) kept_.reset();
    return error::none;
  }
  if (!here_ || lifted_) return error::invalid_argument;
  out = bytes_.data()[before_];
  if (peek) return error::none;
  bytes_.erase(before_);
  lifted_ = true;
  return error::none;
}

void arrived_bytes::clear() noexcept {
  const std::uint64_t announced = announced_;
  *this = {};
  announced_ = announced;
}

}  // namespace loopsock::filter
