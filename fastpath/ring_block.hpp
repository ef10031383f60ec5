// ring_block: one stretch of ring memory, and where the stream goes on after it.
//
// A channel's ring begins small and grows by chaining: the writer makes a larger block and goes on there; the reader
// follows once it has read the old one to its end, and frees it. So the ring grows, without stopping either side, to what
// the window allows and the traffic needs.
//
//     block 4 KiB  ──next──►  block 16 KiB  ──next──►  …
//     [ …▓▓▓ ] end            [ ▓▓▓▓░░░░ ]
//     ▲ read_block            ▲ write_block
//
// A stream position p lies at data()[p & (capacity - 1)]; capacities are powers of two.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "fastpath/arena.hpp"

namespace loopsock::fastpath {

using position = std::uint64_t;  // bytes since the connection began; never wraps in practice (580 years at 1 GB/s)

struct ring_block {
  static constexpr position open_end = ~position{0};

  std::size_t capacity;                 // bytes; a power of two; written once, before the block is published
  position begin;                       // the first position that lies here; written once
  std::atomic<position> end{open_end};  // the first position that lies in `next`. Writer: the channel's writer, once.
  offset next = 0;                      // written by the writer before `end`

  [[nodiscard]] std::byte* data() noexcept { return reinterpret_cast<std::byte*>(this) + header_bytes; }

  void copy_in(position at, const std::byte* from, std::size_t bytes) noexcept {
    const std::size_t index = at & (capacity - 1);
    const std::size_t first = std::min(bytes, capacity - index);
    std::memcpy(data() + index, from, first);
    if (first != bytes) std::memcpy(data(), from + first, bytes - first);
  }
  void copy_out(position at, std::byte* to, std::size_t bytes) noexcept {
    const std::size_t index = at & (capacity - 1);
    const std::size_t first = std::min(bytes, capacity - index);
    std::memcpy(to, data() + index, first);
    if (first != bytes) std::memcpy(to + first, data(), bytes - first);
  }

  /// 0 when there is no memory.
  static offset make(std::size_t capacity, position begin) noexcept {
    const offset where = arena::allocate(header_bytes + capacity);
    if (where != 0) {
      auto* block = new (arena::at<void>(where)) ring_block;
      block->capacity = capacity;
      block->begin = begin;
    }
    return where;
  }

  static constexpr std::size_t header_bytes = 64;
};
static_assert(sizeof(ring_block) <= ring_block::header_bytes);

}  // namespace loopsock::fastpath
