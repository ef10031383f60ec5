// failing: how a Win32 call ends that has failed: it sets the last error, is traced under its own name, and answers what failure looks like.
//
// Threads  any.
#pragma once

#include <windows.h>

#include <source_location>

#include "compat/last_error.hpp"

namespace loopsock::compat {

inline BOOL refuse(int error, std::source_location where = std::source_location::current()) noexcept {
  set_error(error, where);
  return FALSE;
}

inline HANDLE refuse_handle(int error, std::source_location where = std::source_location::current()) noexcept {
  set_error(error, where);
  return nullptr;
}

}  // namespace loopsock::compat
