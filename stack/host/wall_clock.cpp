// wall_clock: the machine's, or none.
#include "stack/host/wall_clock.hpp"

namespace loopsock::host {

std::chrono::nanoseconds to_wall_clock() noexcept {
  constexpr std::chrono::sys_days virtual_epoch = std::chrono::year(2000) / 1 / 1;
  if (waiting != &real_waiting()) return virtual_epoch.time_since_epoch();
  return std::chrono::system_clock::now().time_since_epoch() - now().time_since_epoch();
}

}  // namespace loopsock::host
