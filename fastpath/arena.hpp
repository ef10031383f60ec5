// arena: where ring blocks come from, addressed by offset.
//
// Channels hold offsets, never pointers, so that the same structures can one day lie in memory that two processes map at
// different addresses. Within one process the arena begins at address 0 and an offset is an address.
//
// Threads  any. Errors: allocate() answers 0 when there is no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace loopsock::fastpath {

using offset = std::uint64_t;  // 0: nothing

struct arena {
  static constexpr std::size_t alignment = 64;

  [[nodiscard]] static offset allocate(std::size_t bytes) noexcept {
    void* memory = ::operator new (bytes, std::align_val_t{alignment}, std::nothrow);
    return reinterpret_cast<std::uintptr_t>(memory);
  }
  static void release(offset where) noexcept {
    ::operator delete (reinterpret_cast<void*>(static_cast<std::uintptr_t>(where)), std::align_val_t{alignment});
  }
  template <class T>
  [[nodiscard]] static T* at(offset where) noexcept {
    return reinterpret_cast<T*>(static_cast<std::uintptr_t>(where));
  }
};

}  // namespace loopsock::fastpath
