// kept_out: both ends of a fast connection with their calls kept out, for who gives back what lies between them.
//
// Every call on a connection's data holds a side lock of its socket. Whoever holds all four, and has seen that the sockets are still the
// connection's, is alone with it. It never waits: where a call is at work, it does not hold.
//
// Threads  any, also one that holds locks of other rooms.
#pragma once

#include <array>

#include "fastpath/loop_pair.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_lookup.hpp"

namespace loopsock {

class kept_out {
 public:
  explicit kept_out(fastpath::loop_pair& pair) noexcept {
    for (unsigned end = 0; end < 2; ++end) {
      socket* const one = sockets().find_slot(pair.end(end).watcher());
      if (one == nullptr) return;
      if (!one->send_lock_.try_lock()) return;
      if (!one->receive_lock_.try_lock()) {
        one->send_lock_.unlock();
        return;
      }
      held_[end] = one;
      if (!one->is(pair.end(end).watcher()) || one->quick_ != &pair.end(end).half()) return;
    }
    holds_ = true;
  }
  ~kept_out() {
    for (socket* one : held_) {
      if (one == nullptr) continue;
      one->receive_lock_.unlock();
      one->send_lock_.unlock();
    }
  }
  kept_out(const kept_out&) = delete;
  kept_out& operator=(const kept_out&) = delete;

  explicit operator bool() const noexcept { return holds_; }

 private:
  std::array<socket*, 2> held_{};
  bool holds_ = false;
};

}  // namespace loopsock
