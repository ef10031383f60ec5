// callback_guard: whether this thread is inside a function of the application that a call of ours has called.
//
// That is a condition function of WSAAccept or a blocking hook of version 1.1. The outer call is still under way, and Winsock allows no
// other beside it: find() (handles.hpp) answers WSAEINPROGRESS while a guard is alive.
//
// Threads  every thread has its own flag.
#pragma once

namespace loopsock::compat {

/// Written and read by its own thread only.
inline thread_local bool callback_runs = false;

inline bool in_callback() noexcept { return callback_runs; }

/// Marks the thread for its lifetime, also when the application's function throws.
class callback_guard {
 public:
  callback_guard() noexcept : before_(callback_runs) { callback_runs = true; }
  ~callback_guard() { callback_runs = before_; }
  callback_guard(const callback_guard&) = delete;
  callback_guard& operator=(const callback_guard&) = delete;

 private:
  bool before_;
};

}  // namespace loopsock::compat
