// byte_queue: bytes in, bytes out, in one piece of memory that a callout can be shown.
//
//   [ free again │ size() bytes │ room ]      grows by doubling, moves to the front when half of it is free
//
// Threads  its owner's lock.
// Memory   made when the first byte comes, kept until clear().
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace loopsock::filter {

class byte_queue {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
  [[nodiscard]] const std::byte* data() const noexcept { return memory_.get() + begin_; }

  /// False: no memory, and nothing has changed.
  bool append(const std::byte* from, std::size_t count) noexcept {
    if (count == 0) return true;
    if (!make_room(count)) return false;
    std::memcpy(memory_.get() + end_, from, count);
    end_ += count;
    return true;
  }
  void drop(std::size_t count) noexcept {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void erase(std::size_t position) noexcept {
    std::byte* const at = memory_.get() + begin_ + position;
    std::memmove(at, at + 1, size() - position - 1);
    --end_;
  }
  void clear() noexcept {
    memory_.reset();
    begin_ = end_ = room_ = 0;
  }

 private:
  static constexpr std::size_t least = 4096;

  bool make_room(std::size_t count) noexcept {
    if (room_ - end_ >= count) return true;
    const std::size_t held = size();
    if (begin_ >= room_ / 2 && room_ - held >= count) {
      std::memmove(memory_.get(), data(), held);
    } else {
      const std::size_t wanted = std::max({least, room_ * 2, held + count});
      std::unique_ptr<std::byte[]> larger(new (std::nothrow) std::byte[wanted]);
      if (!larger) return false;
      if (held != 0) std::memcpy(larger.get(), data(), held);
      memory_ = std::move(larger);
      room_ = wanted;
    }
    begin_ = 0;
    end_ = held;
    return true;
  }

  std::unique_ptr<std::byte[]> memory_;
  std::size_t begin_ = 0, end_ = 0, room_ = 0;
};

}  // namespace loopsock::filter
