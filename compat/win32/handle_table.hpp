// handle_table: from a HANDLE to the object, without a lock and with one count per look-up.
//
//   HANDLE   [ 0111 | generation 6 | index 20 | 00 ]       0x7000'0000 … 0x7fff'fffc; Windows and we ignore the two low bits
//   slot     word_ [ open 1 | generation 43 | given 20 ]   and the object it names
//
// An open slot owns 2^20 of its object's counts. A look-up takes one of them by counting `given` up, in the same step in which it sees
// that the slot still bears the generation; whoever closes the handle gives the rest back. So an object that was found is alive, and a
// handle that was closed finds nothing: its slot has another generation, and comes to bear the same low 6 bits again only after hundreds
// of thousands of closes, since a slot rests until thousands of others are free.
//
// Threads  any. Looking up takes no lock; opening and closing take the table's own small one.
// Memory   slots are made in chunks when first needed and never freed.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "compat/win32/object.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

using object_census = std::array<std::size_t, static_cast<std::size_t>(object_kind::other) + 1>;

class handle_table {
 public:
  static constexpr std::uint32_t first_number = 0x7000'0000;

  /// 0: no memory or no room.
  std::uint32_t open(ref<kernel_object> object) noexcept;
  ref<kernel_object> find(std::uint64_t number) noexcept;
  bool close(std::uint64_t number) noexcept;

  /// How many handles are open to objects of each kind, by object_kind. A moment's: others open and close meanwhile.
  object_census count_open() noexcept;

  /// A byte that the program keeps with the handle (SetHandleInformation). False: no such handle.
  bool flags(std::uint64_t number, std::uint8_t& out) noexcept;
  bool set_flags(std::uint64_t number, std::uint8_t mask, std::uint8_t value) noexcept;

 private:
  static constexpr std::uint32_t chunk_size = 256;
  static constexpr std::uint32_t chunk_count = 4096;  // 1 048 576 handles
  struct slot;
  struct chunk;
  [[nodiscard]] slot* slot_of(std::uint64_t number) const noexcept;
  slot* take_slot() noexcept;
  static void refill(slot& in, kernel_object& object) noexcept;

  // writer: take_slot(), under lock_, once per chunk (release); readers: slot_of (acquire).
  std::array<std::atomic<chunk*>, chunk_count> chunks_{};
  host::spin_mutex lock_;
  std::uint32_t made_ = 0;  // slots that exist
  std::uint32_t free_ = 0;  // of these, in the list below
  slot* first_free_ = nullptr;
  slot* last_free_ = nullptr;
};

/// The process's one table. Never destroyed, so that a late close at exit finds it.
handle_table& handles() noexcept;

/// Whether a number can be a handle of this table, open or not; the smaller ones are sockets.
constexpr bool is_object_number(std::uint64_t number) noexcept {
  return number >= handle_table::first_number && number >> 31 == 0;
}

}  // namespace loopsock::compat
