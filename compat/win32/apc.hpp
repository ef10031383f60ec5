// apc: something that a thread is asked to do the next time it waits and says that it may be interrupted (an alertable wait).
//
// Memory   whoever queues it owns it and makes it part of something larger; it is his again when run() or drop() is called, exactly one of
//          which happens once thread_object::queue() has answered true.
// Threads  run() is called on the thread that was asked, with no lock held, and may do anything, alertable waits included.
#pragma once

namespace loopsock::compat {

struct apc {
  apc* next = nullptr;  // in the thread's queue
  void (*run)(apc& self) noexcept = nullptr;
  /// Called instead of run() when the thread ends first, on that thread. May be nullptr where nothing has to be freed.
  void (*drop)(apc& self) noexcept = nullptr;
};

}  // namespace loopsock::compat
