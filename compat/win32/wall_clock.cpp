#include "compat/win32/wall_clock.hpp"

#include <ctime>

namespace loopsock::compat {

file_ticks wall_clock_now() noexcept {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  const auto since_1970 = std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
  return unix_epoch + std::chrono::duration_cast<file_ticks>(since_1970);
}

}  // namespace loopsock::compat
