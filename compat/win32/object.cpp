// object: what all kernel objects have in common. How waits are satisfied is in wait_block.cpp.
#include "compat/win32/object.hpp"

#include "compat/win32/object_names.hpp"

namespace loopsock::compat {

kernel_object::~kernel_object() {
  if (named_) object_names::forget(*this);
}

bool kernel_object::hold_if_alive() noexcept {
  std::int64_t counted = count_.load(std::memory_order_relaxed);
  while (counted != 0) {
    // acquire: pairs with the maker, who put it into the list where it was found.
    if (count_.compare_exchange_weak(counted, counted + 1, std::memory_order_acquire, std::memory_order_relaxed))
      return true;
  }
  return false;
}

bool kernel_object::may_take(const thread_object&) const noexcept { return false; }
bool kernel_object::take(thread_object&) noexcept { return false; }

}  // namespace loopsock::compat
