// receive_queue: the bytes of one connection that have arrived and were not read yet.
//
//   first_ ─► [ block ▓▓▓▓▓▓░░ ] ─► [ pbuf ▓▓▓▓▓▓▓▓ ] ─► [ block ▓▓░░░░░░ ] ◄─ last_
//               small segments,       a large segment,
//               copied together       kept by reference
//
// Small segments are copied: kept one by one, a window full of one-byte segments would hold hundreds of times its size.
//
// Threads  the core lock is held; but a queue that nobody else sees, filled by move_front(), is copied from without it.
// Memory   blocks are 4 KB and come from a small common store; an idle connection holds none.
#pragma once

#include <cstddef>
#include <cstdint>

#include "stack/base/buffers.hpp"

struct pbuf;

namespace loopsock::lwip {

class receive_queue {
 public:
  receive_queue() = default;
  ~receive_queue() { clear(); }
  receive_queue(const receive_queue&) = delete;
  receive_queue& operator=(const receive_queue&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Takes the chain over. False: no memory; nothing was taken and the chain is still the caller's.
  bool append(pbuf* chain) noexcept;
  /// Copies up to `limit` bytes from the front, as many as fit; how many. They stay.
  std::size_t copy_out(buffers into, std::size_t limit) const noexcept;
  /// Moves up to `limit` bytes from the front to the end of `to`, without copying: what whole pieces, and a part of a large one,
  /// make up.
  void move_front(receive_queue& to, std::size_t limit) noexcept;
  /// Lets go of the first `count` bytes. count <= size().
  void drop(std::size_t count) noexcept;
  /// at < size().
  [[nodiscard]] std::byte byte_at(std::size_t at) const noexcept;
  /// Takes one byte out of the middle. False: no memory. at < size().
  bool remove_byte(std::size_t at) noexcept;
  void clear() noexcept;

  void check_invariants() const noexcept;

 private:
  struct piece;

  bool append_copy(const std::byte* from, std::size_t count) noexcept;
  bool append_reference(pbuf* data) noexcept;
  void link(piece* one) noexcept;
  void drop_empty_front() noexcept;
  static void free_piece(piece* one) noexcept;
  static piece* take_block() noexcept;

  piece* first_ = nullptr;
  piece* last_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace loopsock::lwip
