// thread_errands: what a thread may be asked to do while a blocking call of it sleeps. On hosts with Win32 above them: its APCs.
//
// Threads  each has its own, given by whoever asks things of threads.
#pragma once

#include "stack/host/wake_word.hpp"

namespace loopsock::host {

struct thread_errands {
  /// From here on an errand that comes nudges the word. False: there is one already; nothing was begun.
  bool (*listen)(wake_word& word) noexcept = nullptr;
  void (*stop_listening)() noexcept = nullptr;
  /// Does all there are. No lock is held; they may do anything, blocking calls included.
  void (*run)() noexcept = nullptr;
};

/// nullptr: nobody can ask this thread for anything. Written and read by its own thread.
extern thread_local constinit const thread_errands* this_threads_errands;

}  // namespace loopsock::host
