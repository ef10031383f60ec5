// socket_table: chunks of sockets, and the list of free ones.
#include "stack/socket/socket_table.hpp"

#include <mutex>
#include <new>

#include "stack/socket/socket.hpp"
#include "stack/socket/socket_lookup.hpp"

namespace loopsock {
namespace {

// A slot rests until this many others are free, so that a handle is not seen again soon.
constexpr std::uint32_t resting_slots = 1024;

}  // namespace

constinit socket_table all_sockets;

socket* socket_table::find(std::uint64_t number) const noexcept {
  socket* const slot = find_slot(number);
  return slot != nullptr && slot->number() == number ? slot : nullptr;
}

notify_target socket_table::target(handle number) const noexcept {
  return number != 0 ? notify_target{slot_of(number), number} : notify_target{};
}

socket* socket_table::take(handle& number) noexcept {
  // The numbers above belong to the objects of other layers (events, threads, ports…), which share the space of handles.
  constexpr std::uint8_t last_generation = (first_foreign_number >> 2 >> index_bits) - 1;
  const std::lock_guard hold(lock_);
  socket* slot = nullptr;
  const bool full = made_ == chunk_size * chunk_count;
  if (free_ > resting_slots || (full && free_ != 0)) {
    slot = &slot_at(free_first_);
    free_first_ = slot->next_free_;
    --free_;
  } else {
    if (full) return nullptr;
    const std::uint32_t index = made_;
    auto& place = chunks_[index / chunk_size];
    socket* in = place.load(std::memory_order_relaxed);
    if (in == nullptr) {
      in = new (std::nothrow) socket[chunk_size];
      if (in == nullptr) return nullptr;
      place.store(in, std::memory_order_release);  // pairs with slot_of()
    }
    slot = &in[index % chunk_size];
    slot->index_ = index & index_mask;
    ++made_;
  }
  slot->generation_ = (slot->generation_ % last_generation + 1) & 0xff;  // a number is never 0
  number = ((std::uint32_t{slot->generation_} << index_bits) | slot->index_) << 2;
  return slot;
}

void socket_table::give_back(socket& slot) noexcept {
  const std::lock_guard hold(lock_);
  (free_ != 0 ? slot_at(free_last_).next_free_ : free_first_) = slot.index_;
  free_last_ = slot.index_;
  ++free_;
}

std::uint32_t socket_table::made() noexcept {
  const std::lock_guard hold(lock_);
  return made_;
}

socket& socket_table::slot_at(std::uint32_t index) noexcept { return *slot_of(std::uint64_t{index} << 2); }

}  // namespace loopsock
