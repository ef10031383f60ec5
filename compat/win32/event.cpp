#include "compat/win32/event.hpp"

#include <mutex>
#include <new>

namespace loopsock::compat {

void event_object::set() noexcept {
  change([this] { set_ = true; });
}

void event_object::reset() noexcept {
  const std::lock_guard lock(lock_);
  set_ = false;
}

bool event_object::is_set() const noexcept {
  const std::lock_guard lock(lock_);
  return set_;
}

bool event_object::may_take(const thread_object&) const noexcept { return set_; }

bool event_object::take(thread_object&) noexcept {
  if (!manual_) set_ = false;
  return false;
}

ref<event_object> make_event(bool manual, bool set) noexcept {
  return ref<event_object>::adopt(new (std::nothrow) event_object(manual, set));
}

}  // namespace loopsock::compat
