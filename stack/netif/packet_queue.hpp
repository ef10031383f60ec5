// packet_queue: packets that wait to be delivered, first in, first out.
//
//   [ · · ▓ ▓ ▓ · · · ]   a ring that doubles when it is full and keeps its size: a steady load allocates nothing
//         ▲ first_
//
// Threads  the core lock is held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>

struct netif;
struct pbuf;

namespace loopsock::links {

struct queued_packet {
  pbuf* packet = nullptr;
  netif* link = nullptr;
  std::optional<std::uint32_t> window;
  bool again = false;  // it was delivered before
};

class packet_queue {
 public:
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

  /// False: no memory.
  bool push(const queued_packet& one) noexcept {
    if (count_ == capacity_ && !grow()) return false;
    ring_[(first_ + count_) & (capacity_ - 1)] = one;
    ++count_;
    return true;
  }

  /// Not empty.
  queued_packet pop() noexcept {
    const queued_packet one = ring_[first_];
    first_ = (first_ + 1) & (capacity_ - 1);
    --count_;
    return one;
  }

 private:
  bool grow() noexcept {
    const std::size_t larger = capacity_ == 0 ? 64 : capacity_ * 2;  // powers of two, for the masks above
    std::unique_ptr<queued_packet[]> ring(new (std::nothrow) queued_packet[larger]);
    if (ring == nullptr) return false;
    for (std::size_t i = 0; i < count_; ++i) ring[i] = ring_[(first_ + i) & (capacity_ - 1)];
    ring_ = std::move(ring);
    capacity_ = larger;
    first_ = 0;
    return true;
  }

  std::unique_ptr<queued_packet[]> ring_;
  std::size_t capacity_ = 0;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace loopsock::links
