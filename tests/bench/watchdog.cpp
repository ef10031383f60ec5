// watchdog: it sleeps until the moment last named and looks whether that has been moved.
#include "watchdog.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace loopsock_bars {

watchdog::watchdog() : what_("the start"), until_(std::chrono::steady_clock::now() + std::chrono::seconds(60)) {
  thread_ = std::thread([this] { watch(); });
}

watchdog::~watchdog() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void watchdog::expect(std::string what, std::chrono::seconds most) {
  // Not notified: the thread wakes at the earlier moment, sees the later one and sleeps on.
  const std::lock_guard lock(mutex_);
  what_ = std::move(what);
  until_ = std::chrono::steady_clock::now() + most;
}

void watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!done_) {
    if (std::chrono::steady_clock::now() >= until_) {
      std::fprintf(stderr, "loopsock_bars: %s hangs\n", what_.c_str());
      std::_Exit(exit_code);
    }
    // A copy: another thread may assign to until_ while this one waits for it.
    const auto until = until_;
    changed_.wait_until(lock, until);
  }
}

}  // namespace loopsock_bars
