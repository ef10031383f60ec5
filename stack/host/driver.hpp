// driver: who calls the stack's timers when they are due.
//
// It knows nothing of the stack but two functions: when it next wants to be called, and the call. The driver sleeps until then,
// and for ever while nothing is due; timer_moved() tells it that the answer has become an earlier one.
//
//   core_guard ends ──► timer_moved() ──► [driver's thread: wait until next()] ──► run() ──► next() …
//
// It also waits for descriptors, on the same thread: a real link's frames come that way.
//
// There are several kinds, all behind this class: a thread of its own (below), later the program's own asio::io_context, and
// for tests one without thread and clock.
//
// Threads  timer_moved() from any thread, at any time, also while the driver starts or stops. start() and stop() from any
//          thread; they wait for each other. stop() waits for foreign code to end (run() calls what the program gave).
// Lifetime the driver outlives every call of timer_moved().
#pragma once

#include <memory>

#include <loopsock/error.hpp>

#include "stack/host/waiting.hpp"

namespace loopsock::host {

/// What is driven. Both functions may be called from any thread, also both at once.
struct timer_source {
  /// When run() is wanted next; `never` when it is not.
  time_point (*next)() noexcept = nullptr;
  /// Does what is due. Calling it too early does nothing.
  void (*run)() noexcept = nullptr;
};

/// Whom to call about a descriptor. Both on the driver's thread, one at a time.
struct descriptor_user {
  /// It can be read, or has failed. What is left unread is told again.
  void (*readable)(void* whose) noexcept = nullptr;
  /// It can be written, once for each await_writable().
  void (*writable)(void* whose) noexcept = nullptr;
  void* whose = nullptr;
};

class driver {
 public:
  virtual ~driver() = default;

  /// Begins to drive `source`. Does nothing when already started. no_buffers: there is no thread or memory for it.
  /// in_progress: called from within run() after a stop, when the thread that should end is the caller's own.
  virtual error start(const timer_source& source) noexcept = 0;

  /// Ends driving; when it returns, run() is not running and is not called again. Called from within run() it cannot wait for
  /// itself: it is then the last call, and the next start() or stop() waits for its end. Can be started again.
  virtual void stop() noexcept = 0;

  /// next() may have become earlier. Cheap when it has not: no lock but that of next().
  virtual void timer_moved() noexcept = 0;

  /// From now on `user` is called about `descriptor`, while the driver is started; a stop does not end it. no_buffers: no memory,
  /// or a kind of descriptor that nobody can wait for. not_supported: this driver watches nothing.
  virtual error watch(int descriptor, const descriptor_user& user) noexcept;
  /// When it returns, the user is not being called (but by the caller itself) and will not be again. The descriptor may then be
  /// closed. Not under a lock that the user takes.
  virtual void unwatch(int descriptor) noexcept;
  /// Calls the user when the descriptor, which is watched, can be written. Takes small locks of its own only.
  virtual void await_writable(int descriptor) noexcept;
};

/// A driver with a thread of its own, which blocks all signals. nullptr: no memory, or no descriptors for it.
std::unique_ptr<driver> make_thread_driver() noexcept;

}  // namespace loopsock::host
