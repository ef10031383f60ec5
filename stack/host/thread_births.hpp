// thread_births: who wants to know of each thread that this library starts, for itself or as Win32's CreateThread, before it runs.
//
// A test that runs threads one at a time must not let its clock move between a thread's creation and the thread's first step.
//
// Threads  the watch is put in place while no thread is being started.
#pragma once

namespace loopsock::host {

struct thread_births {
  /// Whose work it will do: that of the thread which starts it, or anybody's, as a pool's thread does.
  enum class work : bool { its_parents, anybodys };
  /// On the thread that is about to start another. What it returns goes to one of the two below.
  void* (*expect)(work) noexcept = nullptr;
  /// On the new thread, before anything else.
  void (*begin)(void* expected) noexcept = nullptr;
  /// There is no such thread after all.
  void (*forget)(void* expected) noexcept = nullptr;
};

/// nullptr: nobody.
const thread_births* births() noexcept;
void set_births(const thread_births* watch) noexcept;

/// One birth. Made on the parent; begin() is for the child; what was not begun and not handed over is forgotten.
class birth {
 public:
  explicit birth(thread_births::work what = thread_births::work::anybodys) noexcept
      : watch_(births()), expected_(watch_ != nullptr ? watch_->expect(what) : nullptr) {}
  birth(const birth&) = delete;
  birth& operator=(const birth&) = delete;
  ~birth() {
    if (watch_ != nullptr) watch_->forget(expected_);
  }

  /// What the child is told; the parent calls handed_over() once the child exists.
  struct note {
    const thread_births* watch;
    void* expected;
    void begin() const noexcept {
      if (watch != nullptr) watch->begin(expected);
    }
  };
  [[nodiscard]] note for_child() const noexcept { return {watch_, expected_}; }
  void handed_over() noexcept { watch_ = nullptr; }

 private:
  const thread_births* watch_;
  void* expected_;
};

}  // namespace loopsock::host
