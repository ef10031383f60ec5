// socket_table: handles to sockets, without a lock and without a count.
//
//   handle   [ 0 | generation 8 | index 21 | 00 ]          a multiple of 4 in 31 bits; 0 and ~0 are never one, and those from
//                                                          first_foreign_number on are left to objects of other layers
//   chunks_  [*][*][ ][ ]…  ──► 256 sockets each, made when first needed, never freed
//
// Sockets are type-stable: a slot is a socket for ever and only changes whose it is. So a look-up needs no reference count:
// whoever has found a slot takes one of its locks, which every call has to take anyway, and sees there whether the slot
// still bears the handle. A closed handle answers "not a socket"; a slot is used again as late as possible (first in, first
// out, and not before a thousand others are free), so its generation comes round after hundreds of thousands of closes.
//
// Threads  find() and target() from any thread, lock-free; take() and give_back() under the table's own small lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "stack/base/deferred.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock {

class socket;

class socket_table {
 public:
  static constexpr std::uint32_t chunk_size = 256;
  static constexpr std::uint32_t chunk_count = 8192;  // 2 097 152 sockets
  static constexpr handle first_foreign_number = 0x70000000;

  /// The slot that the handle names, or nullptr when it is no handle of ours or its slot bears another number now. That
  /// may change at any time: check again under one of the socket's locks.
  [[nodiscard]] socket* find(std::uint64_t number) const noexcept;
  /// The same, for who takes a lock and compares at once: the slot may bear any number (socket_lookup.hpp).
  [[nodiscard]] socket* find_slot(std::uint64_t number) const noexcept;
  /// For telling: the slot of a handle whether or not it is still open; nobody for 0.
  [[nodiscard]] notify_target target(handle number) const noexcept;

  /// A free slot and the number it will bear; the caller opens it. nullptr: too many sockets, or no memory.
  socket* take(handle& number) noexcept;
  /// The slot of a socket that was closed.
  void give_back(socket& slot) noexcept;

  /// Slots 0 … made() - 1 exist, open or not: for the few who look at all of them.
  [[nodiscard]] std::uint32_t made() noexcept;
  [[nodiscard]] socket& slot_at(std::uint32_t index) noexcept;

 private:
  static constexpr unsigned index_bits = 21;
  static constexpr std::uint32_t index_mask = (1u << index_bits) - 1;
  static_assert(chunk_size * chunk_count == index_mask + 1);
  [[nodiscard]] socket* slot_of(std::uint64_t number) const noexcept;

  // writer: take(), under lock_, once per chunk (release); readers: slot_of (acquire).
  std::array<std::atomic<socket*>, chunk_count> chunks_{};
  host::spin_mutex lock_;
  std::uint32_t made_ = 0;  // slots that exist
  std::uint32_t free_ = 0;  // of these, in a list from free_first_ to free_last_
  std::uint32_t free_first_ = 0, free_last_ = 0;
};

/// The process's one table. Never destroyed, so that a late close at exit finds it.
extern constinit socket_table all_sockets;
inline socket_table& sockets() noexcept { return all_sockets; }

}  // namespace loopsock
