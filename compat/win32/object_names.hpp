// object_names: objects that were given a name, which all of the process can find them by. Events, semaphores and mutexes share one space
// of names, as on Windows; there is nothing beyond the process.
//
// Threads  any; one lock, which is taken alone.
// Memory   a name does not keep its object alive: it goes with the last handle.
#pragma once

#include <string_view>

#include "compat/win32/object.hpp"

namespace loopsock::compat {

class object_names {
 public:
  struct found {
    ref<kernel_object> object;  // empty: no memory
    bool existed = false;       // it is not `fresh` but one that bore the name before, of whichever kind
  };
  /// Whether a backslash stands only where Windows allows one.
  static bool is_valid(std::wstring_view name) noexcept;
  /// Gives `fresh`, which nobody else knows yet, the name, unless another object bears it.
  static found find_or_name(std::wstring_view name, ref<kernel_object> fresh) noexcept;
  /// The end of an object that was given a name.
  static void forget(kernel_object& object) noexcept;
};

}  // namespace loopsock::compat
