// socket_table: chunks of sockets, and the list of free ones.
#include "stack/socket/socket_table.hpp"

#include <mutex>
#include <new>

#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

constexpr unsigned index_bits = 21;
constexpr std::uint32_t index_mask = (1u << index_bits) - 1;
static_assert(socket_table::chunk_size * socket_table::chunk_count == index_mask + 1);

// A slot rests until this many others are free, so that a handle is not seen again soon.
constexpr std::uint32_t resting_slots = 1024;

// The numbers above belong to the objects of other layers (events, threads, ports…), which share the space of handles.
constexpr std::uint8_t last_generation = (socket_table::first_foreign_number >> 2 >> index_bits) - 1;

constexpr handle make_handle(std::uint32_t index, std::uint8_t generation) noexcept {
  return ((std::uint32_t{generation} << index_bits) | index) << 2;
}

}  // namespace

struct socket_table::chunk {
  std::array<socket, chunk_size> slots;
};

socket* socket_table::slot_of(std::uint64_t number) const noexcept {
  const std::uint32_t index = static_cast<std::uint32_t>(number >> 2) & index_mask;
  // acquire: pairs with take(); the chunk's sockets are made before it is seen.
  chunk* const in = chunks_[index / chunk_size].load(std::memory_order_acquire);
  return in != nullptr ? &in->slots[index % chunk_size] : nullptr;
}

socket* socket_table::find(std::uint64_t number) const noexcept {
  if (number == 0 || (number & 3) != 0 || number >> 31 != 0) return nullptr;
  socket* const slot = slot_of(number);
  return slot != nullptr && slot->number() == number ? slot : nullptr;
}

notify_target socket_table::target(handle number) const noexcept {
  return number != 0 ? notify_target{slot_of(number), number} : notify_target{};
}

socket* socket_table::take(handle& number) noexcept {
  const std::lock_guard hold(lock_);
  socket* slot = nullptr;
  const bool full = made_ == chunk_size * chunk_count;
  if (free_ > resting_slots || (full && free_ != 0)) {
    slot = free_first_;
    free_first_ = slot->next_free_;
    if (free_first_ == nullptr) free_last_ = nullptr;
    --free_;
  } else {
    if (full) return nullptr;
    const std::uint32_t index = made_;
    auto& place = chunks_[index / chunk_size];
    chunk* in = place.load(std::memory_order_relaxed);
    if (in == nullptr) {
      in = new (std::nothrow) chunk;
      if (in == nullptr) return nullptr;
      place.store(in, std::memory_order_release);  // pairs with slot_of()
    }
    slot = &in->slots[index % chunk_size];
    slot->index_ = index;
    ++made_;
  }
  slot->generation_ = static_cast<std::uint8_t>(slot->generation_ % last_generation + 1);  // a number is never 0
  number = make_handle(slot->index_, slot->generation_);
  return slot;
}

void socket_table::give_back(socket& slot) noexcept {
  const std::lock_guard hold(lock_);
  slot.next_free_ = nullptr;
  (free_last_ != nullptr ? free_last_->next_free_ : free_first_) = &slot;
  free_last_ = &slot;
  ++free_;
}

std::uint32_t socket_table::made() noexcept {
  const std::lock_guard hold(lock_);
  return made_;
}

socket& socket_table::slot_at(std::uint32_t index) noexcept { return *slot_of(std::uint64_t{index} << 2); }

socket_table& sockets() noexcept {
  static socket_table& table = *new socket_table;  // leaked on purpose: see the header
  return table;
}

}  // namespace loopsock
