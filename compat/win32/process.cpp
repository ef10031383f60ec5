#include "compat/win32/process.hpp"

#include <new>

namespace loopsock::compat {

ref<process_object> this_process() noexcept {
  static process_object* const one = new (std::nothrow) process_object;
  return ref<process_object>::share(one);
}

}  // namespace loopsock::compat
