// thread_object: a thread as Win32 sees it: something to wait for, to ask things of (APCs), and that leaves a number behind.
//
//   made by CreateThread:   waiting ──resume()──► running ──► ended (signalled)
//   any other thread:                             running ──► ended          the object is made when the thread first needs it
//
// A thread that was not made here (main, std::thread, a pthread) gets its object from this_thread(). All threads end alike: when the
// destructors of their thread_local objects have run, the hooks below are called, what the thread owned is given up, and last its object is
// signalled. The main thread's object is not, unless it ends before the process (ExitThread).
//
// Threads  any, except where it says "own thread".
// Memory   the running thread holds its object.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "compat/win32/apc.hpp"
#include "compat/win32/object.hpp"
#include "compat/win32/sleeper.hpp"

namespace loopsock::compat {

class mutex_object;

/// What a new thread does. One of the two functions is given.
struct thread_start {
  unsigned (*run)(void*) = nullptr;
  void (*run_without_code)(void*) = nullptr;
  void* argument = nullptr;
  std::size_t stack_bytes = 0;  // at least; 0: as usual
};

class thread_object final : public kernel_object {
 public:
  static constexpr object_kind kind_of_type = object_kind::thread;
  static constexpr std::uint32_t still_active = 259;

  explicit thread_object(const thread_start* start) noexcept;

  /// Unique among the threads of the process, a multiple of 4.
  [[nodiscard]] std::uint32_t id() const noexcept { return id_; }
  /// still_active until the thread has ended.
  [[nodiscard]] std::uint32_t exit_code() const noexcept;
  [[nodiscard]] bool has_ended() const noexcept;

  // -- threads that were made here and wait to be started

  /// Counts down how often the thread was suspended; at 0 it begins to run. Answers the count before, 0 for a thread that runs already,
  /// no_thread when the system has no room for another thread.
  std::uint32_t resume() noexcept;
  /// Counts up. no_thread: it runs already, and nothing can stop it; or the count is at most_suspended.
  std::uint32_t suspend() noexcept;
  static constexpr std::uint32_t no_thread = 0xffff'ffff;
  static constexpr std::uint32_t most_suspended = 127;
  /// For _beginthread: a handle that the thread closes when it ends. Before it is started.
  void close_at_end(HANDLE handle) noexcept { closed_at_end_ = handle; }

  // -- APCs

  /// Asks the thread to run `item`. False: the thread has ended, and the caller keeps it.
  bool queue(apc& item) noexcept;
  /// Own thread: runs all that are queued, also those that come meanwhile. True: there was one.
  bool run_apcs() noexcept;
  /// Own thread: an APC that comes claims `who` (reason sleeper::alerted) and wakes it. False: one is there already; nothing was begun.
  bool begin_alertable(sleeper& who) noexcept;
  void end_alertable() noexcept;
  /// The same for a blocking call of Winsock, whose sleep an APC interrupts and does not end: the word is nudged.
  bool begin_nudging(host::wake_word& word) noexcept;
  void end_nudging() noexcept;

  // -- own thread

  /// What exit_code() will answer.
  void leave_code(std::uint32_t code) noexcept;

  // -- a number that the program keeps with the thread and that changes nothing (SetThreadPriority); any thread

  // relaxed: it stands for itself.
  void set_priority(std::int32_t priority) noexcept { priority_.store(priority, std::memory_order_relaxed); }
  [[nodiscard]] std::int32_t priority() const noexcept { return priority_.load(std::memory_order_relaxed); }

 protected:
  ~thread_object() override;
  bool may_take(const thread_object& who) const noexcept override;

 private:
  friend class mutex_object;
  friend class thread_life;
  apc* take_apc() noexcept;
  void drop_apcs() noexcept;

  const std::uint32_t id_;
  thread_start start_;
  HANDLE closed_at_end_ = nullptr;
  thread_object* next_ = nullptr;  // in the list of all threads, under its lock
  thread_object* before_ = nullptr;

  // Under lock_.
  std::uint32_t suspended_ = 0;
  bool started_ = false;
  bool ended_ = false;
  std::uint32_t exit_code_ = 0;

  // Under apc_lock_, which is taken last and alone.
  host::spin_mutex apc_lock_;
  apc* first_apc_ = nullptr;
  apc* last_apc_ = nullptr;
  sleeper* alertable_ = nullptr;
  host::wake_word* nudged_ = nullptr;
  bool deaf_ = false;  // no APC is taken any more
  // Whether an APC is queued. Written under apc_lock_ (release); read by the own thread (acquire), which then takes the lock.
  std::atomic<bool> any_apc_{false};

  std::atomic<std::int32_t> priority_{0};

  // What it owns: written by the thread itself, or by who hands a mutex over to it while it sleeps.
  mutex_object* first_mutex_ = nullptr;
};

/// The calling thread's object. Empty: no memory to make one.
ref<thread_object> this_thread() noexcept;
/// The same without a count, for use on this thread. nullptr: no memory.
thread_object* this_thread_object() noexcept;

/// A thread that has not begun; resume() starts it. Empty: no memory.
ref<thread_object> make_thread(const thread_start& start) noexcept;

/// The thread of this number that has an object and has not been forgotten. Empty: there is none.
ref<thread_object> find_thread(std::uint32_t id) noexcept;

/// `hook` is called on every thread with an object that ends, before it is signalled. At most 8, at start-up; a hook is called once even if it
/// is given twice. False: there are too many.
bool at_thread_exit(void (*hook)(thread_object& ending) noexcept) noexcept;

}  // namespace loopsock::compat
