// futex_word: a word in the program's memory, seen as one that threads may sleep on.
//
// Windows' locks are plain structures that a program may have zeroed itself, so no constructor ever ran there. An atomic of 32 bits is just
// its 32 bits, which the assertions below hold it to.
#pragma once

#include <atomic>
#include <cstdint>

namespace loopsock::compat {

static_assert(sizeof(std::atomic<std::uint32_t>) == 4 && std::atomic<std::uint32_t>::is_always_lock_free);

inline std::atomic<std::uint32_t>& futex_word(void* at) noexcept {
  return *static_cast<std::atomic<std::uint32_t>*>(at);
}

}  // namespace loopsock::compat
