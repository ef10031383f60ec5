#include "compat/overlapped/port_membership.hpp"

#include <utility>

#include "stack/host/wake_word.hpp"

namespace loopsock::compat {

port_membership& port_membership::of_this_thread() noexcept {
  thread_local port_membership mine;
  return mine;
}

port_membership::~port_membership() {
  give_up();
  host::this_threads_watch = nullptr;
}

void port_membership::give_up() noexcept {
  if (port_ == nullptr) return;
  if (std::exchange(running_, false)) port_->leave();
  std::exchange(port_, nullptr)->release();
}

bool port_membership::come_to(completion_port& port) noexcept {
  if (port_ == &port) return std::exchange(running_, false);
  give_up();
  return false;
}

void port_membership::runs_for(completion_port& port) noexcept {
  static constexpr host::sleep_watch watch{sleeps, goes_on};
  if (port_ != &port) {
    port.hold();
    port_ = &port;
    host::this_threads_watch = &watch;
  }
  running_ = true;
}

void port_membership::sleeps() noexcept {
  port_membership& me = of_this_thread();
  me.slept_ = std::exchange(me.running_, false);
  if (me.slept_) me.port_->leave();
}

void port_membership::goes_on() noexcept {
  port_membership& me = of_this_thread();
  if (!std::exchange(me.slept_, false)) return;
  me.port_->come_back();
  me.running_ = true;
}

}  // namespace loopsock::compat
