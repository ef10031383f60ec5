// thread_life: how a thread gets its object, what happens when it ends, and the list of all threads that have one.
//
//   begin        this_thread_object() of a thread that has none, or run() for a thread made by CreateThread
//   end          the hooks · its mutexes are abandoned · its APCs are dropped · its own handle is closed · it is signalled
//
// Threads  begin and end on the thread itself; the list has a lock, which is taken alone.
#pragma once

#include "compat/win32/thread.hpp"

namespace loopsock::compat {

class thread_life {
 public:
  /// The first call on a thread that has no object.
  static thread_object* begin() noexcept;
  /// The body of a thread that resume() has started; `object` comes with a count. May leave by end_native_thread().
  static void run(void* object);

  static void enlist(thread_object& thread) noexcept;
  static void delist(thread_object& thread) noexcept;
  static ref<thread_object> find(std::uint32_t id) noexcept;

 private:
  static void end(void* object) noexcept;
};

}  // namespace loopsock::compat
