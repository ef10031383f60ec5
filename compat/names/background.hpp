// background: look-ups that block, done on threads of the library's own while the caller goes on.
//
//   run_in_background(task) ─► line of tasks ─► one of at most 16 threads: task->run(), then the task is destroyed
//
// A thread is made when a task comes and nobody is idle, and leaves when nothing has come for a while. A question to a silent DNS server
// takes seconds, so that many threads may be at work at once; further tasks wait in line. The program's signal handlers do not run on
// them.
//
// Threads  any. run() is called with no lock held and may call anything.
// Memory   the line owns the task until it has run. What is under way when the process ends just ends with it.
#pragma once

#include <memory>

namespace loopsock::compat {

class background_task {
 public:
  virtual ~background_task() = default;
  virtual void run() noexcept = 0;

 private:
  friend class background_line;
  background_task* next_ = nullptr;
};

/// False: there is no thread to run it on, and the task was destroyed without having run.
bool run_in_background(std::unique_ptr<background_task> task) noexcept;

}  // namespace loopsock::compat
