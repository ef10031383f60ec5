// out_of_memory: the wall that no exception passes. What lies behind a C function may use containers; when memory runs out
// the call fails with an error like any other.
#pragma once

#include <new>
#include <utility>

#include "compat/last_error.hpp"

namespace loopsock::compat {

/// Win32's ERROR_NOT_ENOUGH_MEMORY, which Winsock calls WSA_NOT_ENOUGH_MEMORY and EAI_MEMORY.
inline constexpr int not_enough_memory = 8;

/// Runs `body` and returns what it returns; when it runs out of memory, sets not_enough_memory and returns `otherwise`.
template <class Result, class Body>
Result or_out_of_memory(Result otherwise, Body&& body) noexcept {
  try {
    return std::forward<Body>(body)();
  } catch (const std::bad_alloc&) {
    set_last_error(not_enough_memory);
    return otherwise;
  }
}

}  // namespace loopsock::compat
