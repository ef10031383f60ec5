#include "compat/win32/semaphore.hpp"

namespace loopsock::compat {

bool semaphore_object::add(std::int32_t more, std::int32_t& before) noexcept {
  bool fits = false;
  change([&] {
    fits = more <= most_ - count_;
    before = count_;
    if (fits) count_ += more;
  });
  return fits;
}

bool semaphore_object::may_take(const thread_object&) const noexcept { return count_ > 0; }

bool semaphore_object::take(thread_object&) noexcept {
  --count_;
  return false;
}

}  // namespace loopsock::compat
