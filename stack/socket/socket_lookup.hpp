// socket_lookup: from a number to its slot, inline: a load and some arithmetic.
//
// Threads  any.
#pragma once

#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {

inline socket* socket_table::slot_of(std::uint64_t number) const noexcept {
  const std::uint32_t index = static_cast<std::uint32_t>(number >> 2) & index_mask;
  // acquire: pairs with take(); the chunk's sockets are made before it is seen.
  socket* const first = chunks_[index / chunk_size].load(std::memory_order_acquire);
  return first != nullptr ? first + index % chunk_size : nullptr;
}

inline socket* socket_table::find_slot(std::uint64_t number) const noexcept {
  return number == 0 || (number & 3) != 0 || number >> 31 != 0 ? nullptr : slot_of(number);
}

}  // namespace loopsock
