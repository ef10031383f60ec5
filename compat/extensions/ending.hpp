// ending: how the extension functions return. They answer FALSE and leave the error in the thread, a pending operation's too.
//
// Threads  any.
#pragma once

#include <winsock2.h>

#include <source_location>

#include "compat/last_error.hpp"

namespace loopsock::compat {

inline BOOL failed_with(int error, std::source_location where = std::source_location::current()) noexcept {
  set_error(error, where);
  return FALSE;
}

inline BOOL pending() noexcept {
  set_last_error(WSA_IO_PENDING);
  return FALSE;
}

/// 0 or a Winsock error.
inline BOOL ended_with(int error, std::source_location where = std::source_location::current()) noexcept {
  if (error != 0) return failed_with(error, where);
  set_last_error(0);
  return TRUE;
}

}  // namespace loopsock::compat
