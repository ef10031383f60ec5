#include "compat/win32/handle_table.hpp"

#include <mutex>
#include <new>

#include "compat/win32/process.hpp"
#include "compat/win32/thread.hpp"

namespace loopsock::compat {
namespace {

constexpr unsigned index_bits = 20;
constexpr std::uint32_t index_mask = (1u << index_bits) - 1;
constexpr std::uint64_t generation_mask = 63;  // the part of the generation that a handle has room for

// A slot rests until this many others are free, so that a handle is not seen again soon.
constexpr std::uint32_t resting_slots = 4096;

// A slot's word.
constexpr unsigned given_bits = 20;
constexpr std::uint64_t owned = 1u << given_bits;  // counts that an open slot has of its object
constexpr std::uint64_t given_mask = owned - 1;
constexpr std::uint64_t refill_at = owned / 2;
constexpr std::uint64_t open_bit = 1ull << 63;

constexpr std::uint32_t index_of(std::uint64_t number) noexcept {
  return static_cast<std::uint32_t>(number >> 2) & index_mask;
}
constexpr bool names(std::uint64_t number, std::uint64_t word) noexcept {
  const std::uint64_t generation = (number >> (2 + index_bits)) & generation_mask;
  return (word & open_bit) != 0 && ((word >> given_bits) & generation_mask) == generation;
}

}  // namespace

struct handle_table::slot {
  // Writers: take_slot()'s caller opens it, close() closes it, look-ups count.
  std::atomic<std::uint64_t> word{0};
  // Writer: open(), while the slot is closed. Read by look-ups, which find out by the word whether what they read was current.
  std::atomic<kernel_object*> object{nullptr};
  std::atomic<std::uint8_t> flags{0};
  std::uint32_t index = 0;
  slot* next_free = nullptr;  // under the table's lock
};

struct handle_table::chunk {
  std::array<slot, chunk_size> slots;
};

handle_table::slot* handle_table::slot_of(std::uint64_t number) const noexcept {
  static_assert(chunk_size * chunk_count == index_mask + 1);
  if (!is_object_number(number)) return nullptr;
  const std::uint32_t index = index_of(number);
  // acquire: pairs with take_slot(); the chunk's slots are made before it is seen.
  chunk* const in = chunks_[index / chunk_size].load(std::memory_order_acquire);
  return in != nullptr ? &in->slots[index % chunk_size] : nullptr;
}

// lock_ held.
handle_table::slot* handle_table::take_slot() noexcept {
  const bool full = made_ == chunk_size * chunk_count;
  if (free_ > resting_slots || (full && free_ != 0)) {
    slot* const in = first_free_;
    first_free_ = in->next_free;
    if (first_free_ == nullptr) last_free_ = nullptr;
    --free_;
    return in;
  }
  if (full) return nullptr;
  auto& place = chunks_[made_ / chunk_size];
  chunk* in = place.load(std::memory_order_relaxed);
  if (in == nullptr) {
    in = new (std::nothrow) chunk;
    if (in == nullptr) return nullptr;
    for (std::uint32_t i = 0; i < chunk_size; ++i) in->slots[i].index = made_ + i;
    place.store(in, std::memory_order_release);  // pairs with slot_of()
  }
  return &in->slots[made_++ % chunk_size];
}

std::uint32_t handle_table::open(ref<kernel_object> object) noexcept {
  if (!object) return 0;
  slot* in = nullptr;
  {
    const std::lock_guard lock(lock_);
    in = take_slot();
  }
  if (in == nullptr) return 0;
  object->hold(owned - 1);
  in->flags.store(0, std::memory_order_relaxed);
  in->object.store(object.detach(), std::memory_order_relaxed);
  const std::uint64_t word = in->word.load(std::memory_order_relaxed) | open_bit;
  in->word.store(word, std::memory_order_release);  // pairs with find() and close()
  const auto generation = static_cast<std::uint32_t>((word >> given_bits) & generation_mask);
  return first_number | (generation << (2 + index_bits)) | (in->index << 2);
}

ref<kernel_object> handle_table::find(std::uint64_t number) noexcept {
  slot* const in = slot_of(number);
  if (in == nullptr) return {};
  std::uint64_t word = in->word.load(std::memory_order_acquire);
  while (names(number, word)) {
    kernel_object* const object = in->object.load(std::memory_order_relaxed);
    // The word is what it was, so the object was the slot's in between, and one of its counts is ours now.
    // acq_rel: pairs with close(), and keeps the look at the object before this.
    if (!in->word.compare_exchange_weak(word, word + 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
    if ((word & given_mask) >= refill_at) refill(*in, *object);
    return ref<kernel_object>::adopt(object);
  }
  return {};
}

// Half of the slot's counts are given away: it gets new ones. The caller has a count of its own.
void handle_table::refill(slot& in, kernel_object& object) noexcept {
  object.hold(refill_at);
  std::uint64_t word = in.word.load(std::memory_order_relaxed);
  do {
    // Closed, or somebody else was faster. (A later life of the slot with as many given gets nothing from us.)
    if ((word & open_bit) == 0 || in.object.load(std::memory_order_relaxed) != &object ||
        (word & given_mask) < refill_at) {
      object.release(refill_at);
      return;
    }
  } while (
      !in.word.compare_exchange_weak(word, word - refill_at, std::memory_order_acq_rel, std::memory_order_relaxed));
}

bool handle_table::close(std::uint64_t number) noexcept {
  slot* const in = slot_of(number);
  if (in == nullptr) return false;
  std::uint64_t word = in->word.load(std::memory_order_acquire);
  std::uint64_t closed = 0;
  do {
    if (!names(number, word)) return false;
    closed = ((word | given_mask) + 1) & ~open_bit;  // the next generation, with nothing given
    // acq_rel: pairs with find(); what look-ups before this counted is in `word`, those after it find a closed slot.
  } while (!in->word.compare_exchange_weak(word, closed, std::memory_order_acq_rel, std::memory_order_acquire));
  kernel_object* const object = in->object.load(std::memory_order_relaxed);
  {
    const std::lock_guard lock(lock_);
    in->next_free = nullptr;
    (last_free_ != nullptr ? last_free_->next_free : first_free_) = in;
    last_free_ = in;
    ++free_;
  }
  object->release(static_cast<std::int64_t>(owned - (word & given_mask)));
  return true;
}

object_census handle_table::count_open() noexcept {
  object_census counts{};
  std::uint32_t made = 0;
  {
    const std::lock_guard lock(lock_);
    made = made_;
  }
  for (std::uint32_t index = 0; index < made; ++index) {
    const std::uint64_t word = slot_of(first_number | (index << 2))->word.load(std::memory_order_acquire);
    if ((word & open_bit) == 0) continue;
    const std::uint64_t generation = (word >> given_bits) & generation_mask;
    // Closed since: it finds nothing.
    if (const ref<kernel_object> one = find(first_number | (generation << (2 + index_bits)) | (index << 2)))
      ++counts[static_cast<std::size_t>(one->kind())];
  }
  return counts;
}

bool handle_table::flags(std::uint64_t number, std::uint8_t& out) noexcept {
  slot* const in = slot_of(number);
  if (in == nullptr || !names(number, in->word.load(std::memory_order_acquire))) return false;
  out = in->flags.load(std::memory_order_relaxed);
  return true;
}

bool handle_table::set_flags(std::uint64_t number, std::uint8_t mask, std::uint8_t value) noexcept {
  std::uint8_t before = 0;
  if (!flags(number, before)) return false;
  const auto after = static_cast<std::uint8_t>((before & ~mask) | (value & mask));
  slot_of(number)->flags.store(after, std::memory_order_relaxed);
  return true;
}

handle_table& handles() noexcept {
  static handle_table& table = *new handle_table;
  return table;
}

// ------------------------------------------------------------------------------------------------- the interface of object.hpp

namespace {

std::uint64_t number_of(HANDLE handle) noexcept { return reinterpret_cast<std::uintptr_t>(handle); }

bool is_process(HANDLE handle) noexcept { return number_of(handle) == ~std::uint64_t{0}; }
bool is_thread(HANDLE handle) noexcept { return number_of(handle) == ~std::uint64_t{1}; }

}  // namespace

HANDLE open_handle(ref<kernel_object> object) noexcept {
  return reinterpret_cast<HANDLE>(std::uintptr_t{handles().open(std::move(object))});
}

ref<kernel_object> find_object(HANDLE handle) noexcept {
  ref<kernel_object> found = handles().find(number_of(handle));
  if (found) return found;
  if (is_process(handle)) return this_process();
  if (is_thread(handle)) return this_thread();
  return {};
}

bool close_handle(HANDLE handle) noexcept {
  return handles().close(number_of(handle)) || is_process(handle) || is_thread(handle);
}

}  // namespace loopsock::compat
