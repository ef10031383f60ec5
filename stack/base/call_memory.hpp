// call_memory: memory that a call needs for its own length, over and over: each thread keeps what it has needed last.
//
// A program that waits for a thousand sockets makes the same call a thousand times a second; what it needs for it is allocated once.
//
// Threads  each has its own; a call that runs within another (an APC's, a hook's) takes memory of its own.
// Memory   a few blocks per thread, 16 MB at the most each; they go with the thread.
#pragma once

#include <cstddef>
#include <memory>

namespace loopsock {

namespace call_memory {
struct block {
  void* memory = nullptr;
  std::size_t bytes = 0;
};
/// At least so many bytes, aligned for anything; memory nullptr: there are none.
block take(std::size_t bytes) noexcept;
void give(const block& old) noexcept;
}  // namespace call_memory

/// An array for the length of a call.
template <class T>
class call_array {
  static_assert(alignof(T) <= alignof(std::max_align_t));

 public:
  call_array() = default;
  ~call_array() {
    std::destroy_n(data(), count_);
    if (block_.memory != nullptr) call_memory::give(block_);
  }
  call_array(const call_array&) = delete;
  call_array& operator=(const call_array&) = delete;

  /// Once. nullptr: no memory.
  T* make(std::size_t count) noexcept {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) return nullptr;
    block_ = call_memory::take(count * sizeof(T));
    if (block_.memory == nullptr) return nullptr;
    count_ = count;
    std::uninitialized_value_construct_n(data(), count);
    return data();
  }

 private:
  [[nodiscard]] T* data() const noexcept { return static_cast<T*>(block_.memory); }

  call_memory::block block_;
  std::size_t count_ = 0;
};

}  // namespace loopsock
