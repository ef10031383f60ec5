// block_pool: memory for small objects that are made on one thread and freed on another, over and over.
//
//   thread a: [▓▓▓▓▓░░░]  a few blocks of its own, no lock ─┐ a batch when it has none, or too many
//   thread b: [▓▓░░░░░░]                                    ├─► shared [batch][batch][batch]…  up to `kept` blocks, one lock
//                                                           └─► beyond that: the general heap
//
// Where objects travel in one direction (started by one thread, ended by another) the batches travel back, one lock per `batch` objects.
// (But see pooled.hpp.)
//
// Threads  any. A thread's own blocks go to the shared ones when it ends.
#pragma once

#include <cstddef>
#include <mutex>
#include <new>

#include "stack/host/pooled.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

/// `block_bytes`: the size of all blocks; `kept`: how many at most lie in the shared part. (A different pool for each pair.)
template <std::size_t block_bytes, std::size_t kept>
class block_pool {
 public:
  /// nullptr: no memory.
  static void* take() noexcept {
    if constexpr (!host::pooled) return ::operator new(block_bytes, alignment, std::nothrow);
    own& mine = own_;
    if (mine.first == nullptr) refill(mine);
    if (mine.first == nullptr) return ::operator new(block_bytes, alignment, std::nothrow);
    block* const one = mine.first;
    mine.first = one->next;
    --mine.count;
    return one;
  }

  static void give(void* memory) noexcept {
    if constexpr (!host::pooled) return ::operator delete(memory, alignment);
    own& mine = own_;
    auto* const one = static_cast<block*>(memory);
    one->next = mine.first;
    mine.first = one;
    if (++mine.count >= 2 * batch || mine.life != thread_life::known) hand_over(mine);
  }

 private:
  static constexpr std::size_t batch = 32;
  // Blocks of whole cache lines share none.
  static constexpr std::align_val_t alignment{block_bytes % 64 == 0 ? 64 : alignof(std::max_align_t)};

  struct block {
    block* next;
    block* next_batch;  // of the first block of a batch in the shared part
    std::size_t count;  // the same
  };
  static_assert(block_bytes >= sizeof(block));

  enum class thread_life : unsigned char { fresh, known, ended };
  struct own {
    block* first = nullptr;
    std::size_t count = 0;
    thread_life life = thread_life::fresh;
  };
  struct drain {
    drain() noexcept { own_.life = thread_life::known; }
    ~drain() {
      own_.life = thread_life::ended;
      if (own_.first != nullptr) hand_over(own_);
    }
  };
  // Has this thread's blocks given back when it ends.
  static void get_known(own& mine) noexcept {
    if (mine.life != thread_life::fresh) return;
    thread_local drain at_end;
    static_cast<void>(at_end);
  }
  struct shared {
    host::spin_mutex lock;
    block* first = nullptr;
    std::size_t count = 0;
  };

  static void refill(own& mine) noexcept {
    get_known(mine);
    if (mine.life == thread_life::ended) return;
    const std::lock_guard hold(shared_.lock);
    if (shared_.first == nullptr) return;
    mine.first = shared_.first;
    mine.count = mine.first->count;
    shared_.first = mine.first->next_batch;
    shared_.count -= mine.count;
  }

  // All but one batch goes; everything, when the thread has ended.
  static void hand_over(own& mine) noexcept {
    get_known(mine);
    if (mine.count < 2 * batch && mine.life == thread_life::known) return;
    block* going = mine.first;
    std::size_t count = mine.count;
    mine.first = nullptr;
    mine.count = 0;
    if (mine.life == thread_life::known) {
      block* last = going;
      for (std::size_t i = 1; i < count - batch; ++i) last = last->next;
      mine.first = last->next;
      mine.count = batch;
      last->next = nullptr;
      count -= batch;
    }
    {
      const std::lock_guard hold(shared_.lock);
      if (shared_.count + count <= kept) {
        going->next_batch = shared_.first;
        going->count = count;
        shared_.first = going;
        shared_.count += count;
        return;
      }
    }
    while (going != nullptr) {
      block* const next = going->next;
      ::operator delete(going, alignment);
      going = next;
    }
  }

  // This thread's. Nothing is destroyed when it ends, so that objects may be freed even then.
  static inline thread_local constinit own own_{};
  static inline constinit shared shared_{};
};

}  // namespace loopsock::compat
