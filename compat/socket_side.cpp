#include "compat/socket_side.hpp"

#include <mutex>
#include <new>
#include <utility>

namespace loopsock::compat {

socket_side* socket_side::of(const open_socket& one) noexcept {
  companion* const here =
      one.slot->companion_made_by([]() noexcept -> companion* { return new (std::nothrow) socket_side; });
  return static_cast<socket_side*>(here);
}

ref<port_link> socket_side::link_of(const open_socket& one) noexcept {
  port_link* const link = link_.load(std::memory_order_acquire);
  if (link != nullptr && link->hold_if_of(one.number)) return ref<port_link>::adopt(link);
  return begin_link(one);
}

ref<port_link> socket_side::begin_link(const open_socket& one) noexcept {
  port_link* stale = nullptr;
  ref<port_link> mine;
  {
    const std::lock_guard hold(lock_);
    port_link* const link = link_.load(std::memory_order_relaxed);
    if (link != nullptr && link->hold_if_of(one.number)) return ref<port_link>::adopt(link);
    // From here on the close of this life, if it comes, comes to closed() and waits for our lock.
    if (one.slot->number() != one.number) return {};
    if (std::exchange(holds_link_, false)) stale = link;  // of a life whose close did not see us
    port_link* fresh = links_;
    while (fresh != nullptr && !fresh->unused_.load(std::memory_order_acquire)) fresh = fresh->older_;
    if (fresh == nullptr) {
      fresh = new (std::nothrow) port_link;
      if (fresh != nullptr) {
        fresh->older_ = links_;
        links_ = fresh;
      }
    }
    if (fresh != nullptr) {
      fresh->begin(one.number);
      holds_link_ = true;
      link_.store(fresh, std::memory_order_release);
      mine = ref<port_link>::share(fresh);
    }
  }
  if (stale != nullptr) stale->release();
  return mine;
}

void socket_side::on_events(handle number, events, deferred& more) noexcept { selection_.changed(number, more); }

void socket_side::closed(handle number) noexcept {
  port_link* ended = nullptr;
  {
    const std::lock_guard hold(lock_);
    port_link* const link = link_.load(std::memory_order_relaxed);
    if (holds_link_ && link->number() == number) {
      holds_link_ = false;
      ended = link;
    }
  }
  selection_.closed(number);
  waiting_.end_all_of(number);
  requests_.closed(number);
  if (ended != nullptr) ended->release();
}

}  // namespace loopsock::compat
