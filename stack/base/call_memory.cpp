// call_memory: see the header.
#include "stack/base/call_memory.hpp"

#include <array>
#include <new>

namespace loopsock::call_memory {
namespace {

// A call that polls takes three.
constexpr std::size_t blocks = 4;
constexpr std::size_t largest_kept = std::size_t{16} << 20;

enum class thread_life : unsigned char { fresh, known, ended };

struct kept {
  std::array<block, blocks> all{};
  thread_life life = thread_life::fresh;
};
// Nothing of it is destroyed when the thread ends, so that calls may still be made then.
thread_local constinit kept own{};

void release(const block& one) noexcept { ::operator delete(one.memory); }

struct drain {
  drain() noexcept { own.life = thread_life::known; }
  ~drain() {
    own.life = thread_life::ended;
    for (block& one : own.all) {
      release(one);
      one = {};
    }
  }
};

}  // namespace

block take(std::size_t bytes) noexcept {
  block* best = nullptr;
  for (block& one : own.all) {
    if (one.memory != nullptr && one.bytes >= bytes && (best == nullptr || one.bytes < best->bytes)) best = &one;
  }
  if (best != nullptr) {
    const block found = *best;
    *best = {};
    return found;
  }
  return {::operator new(bytes, std::nothrow), bytes};
}

void give(const block& old) noexcept {
  if (own.life == thread_life::fresh) {
    thread_local drain at_end;
    static_cast<void>(at_end);
  }
  block* smallest = &own.all[0];
  for (block& one : own.all) {
    if (one.bytes < smallest->bytes) smallest = &one;
  }
  const bool kept = own.life == thread_life::known && old.bytes <= largest_kept && smallest->bytes < old.bytes;
  release(kept ? *smallest : old);
  if (kept) *smallest = old;
}

}  // namespace loopsock::call_memory
