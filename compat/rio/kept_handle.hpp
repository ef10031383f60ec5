// kept_handle: a handle that lives as long as a socket: its request queue's.
//
// Threads  any.
// Memory   a part of the socket's side, which stays with the slot; the handle belongs to one of the slot's lives.
#pragma once

#include <windows.h>

#include <mutex>
#include <utility>

#include "compat/win32/object.hpp"
#include "stack/base/deferred.hpp"
#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

class kept_handle {
 public:
  /// False: the socket has one already.
  bool keep(handle number, HANDLE what) noexcept {
    const std::lock_guard side(side_);
    if (what_ != nullptr && number_ == number) return false;
    number_ = number;
    what_ = what;
    return true;
  }
  /// The socket is closed, and the handle with it.
  void closed(handle number) noexcept {
    HANDLE gone = nullptr;
    {
      const std::lock_guard side(side_);
      if (number_ == number) gone = std::exchange(what_, nullptr);
    }
    if (gone != nullptr) close_handle(gone);
  }

 private:
  host::spin_mutex side_;
  handle number_ = 0;  // under side_, like the next
  HANDLE what_ = nullptr;
};

}  // namespace loopsock::compat
