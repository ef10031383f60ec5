// slab_pool: memory for the objects of one type of which there may be a million, made and freed at a connection's pace.
//
//   slab [ T ][ T ][ T ]…  ──► a list of free places, one small lock          slabs are never given back
//
// No header per object and no gap for its alignment, and a place that has just been freed, warm, is the next to be used (but see
// pooled.hpp).
//
// Threads  any.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "stack/host/pooled.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::host {

template <class T>
class slab_pool {
 public:
  /// nullptr: no memory.
  template <class... Arguments>
  static T* make(Arguments&&... arguments) noexcept {
    void* const place = take();
    return place != nullptr ? new (place) T(std::forward<Arguments>(arguments)...) : nullptr;
  }
  static void destroy(T* one) noexcept {
    one->~T();
    give(one);
  }
  struct destroyer {
    void operator()(T* one) const noexcept { destroy(one); }
  };
  /// Owns one.
  using pointer = std::unique_ptr<T, destroyer>;

 private:
  static constexpr std::size_t slab_bytes = 32 * 1024;
  static constexpr std::size_t per_slab = sizeof(T) < slab_bytes ? slab_bytes / sizeof(T) : 1;
  union place {
    place* next;
    alignas(T) std::byte room[sizeof(T)];
  };
  static constexpr std::align_val_t alignment{alignof(place)};

  static void* take() noexcept {
    if constexpr (!pooled) return ::operator new(sizeof(place), alignment, std::nothrow);
    const std::lock_guard hold(lock_);
    if (free_ == nullptr && !add_slab()) return nullptr;
    return std::exchange(free_, free_->next);
  }
  static void give(void* memory) noexcept {
    if constexpr (!pooled) return ::operator delete(memory, alignment);
    auto* const mine = static_cast<place*>(memory);
    const std::lock_guard hold(lock_);
    mine->next = std::exchange(free_, mine);
  }
  // Lock held.
  static bool add_slab() noexcept {
    auto* const slab = static_cast<place*>(::operator new(sizeof(place) * per_slab, alignment, std::nothrow));
    if (slab == nullptr) return false;
    for (std::size_t i = per_slab; i != 0; --i) slab[i - 1].next = std::exchange(free_, &slab[i - 1]);
    return true;
  }

  static inline constinit spin_mutex lock_{};
  static inline constinit place* free_ = nullptr;
};

}  // namespace loopsock::host
