#include "compat/win32/wall_clock.hpp"

#include "stack/host/waiting.hpp"

namespace loopsock::compat {

file_ticks wall_clock_now() noexcept {
  return unix_epoch + std::chrono::duration_cast<file_ticks>(host::waiting->since_1970());
}

}  // namespace loopsock::compat
