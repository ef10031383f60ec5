#include "compat/names/background.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>

#include "stack/host/blocked_signals.hpp"
#include "stack/host/thread_births.hpp"
#include "stack/host/spin_mutex.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {

class background_line {
 public:
  bool add(std::unique_ptr<background_task> task) noexcept {
    std::unique_lock side(lock_);
    background_task* const mine = task.release();
    mine->next_ = nullptr;
    (last_ == nullptr ? first_ : last_->next_) = mine;
    last_ = mine;
    ++waiting_;
    if (waiting_ <= idle_) {
      side.unlock();
      wake_one();
      return true;
    }
    if (threads_ == most_threads) return true;
    ++threads_;
    side.unlock();
    if (start_thread()) return true;
    side.lock();
    --threads_;
    // Those who are there will come to it.
    if (threads_ != 0) return true;
    take_out(mine);
    side.unlock();
    delete mine;
    return false;
  }

 private:
  static constexpr unsigned most_threads = 16;
  static constexpr std::chrono::milliseconds patience{2000};

  bool start_thread() noexcept {
    try {
      const host::blocked_signals quiet;
      host::birth expected;
      std::thread([this, birth = expected.for_child()]() noexcept {
        birth.begin();
        work();
      }).detach();
      expected.handed_over();
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  void work() noexcept {
    while (background_task* const task = next()) {
      task->run();
      delete task;
    }
  }

  // The next task; nullptr: none came for a while, and the thread counts no more.
  background_task* next() noexcept {
    std::unique_lock side(lock_);
    const host::time_point until = host::deadline_after(patience);
    while (first_ == nullptr) {
      // Read before the lock is let go: who adds a task after that changes it, and the wait returns.
      const std::uint32_t seen = calls_.load(std::memory_order_relaxed);
      ++idle_;
      side.unlock();
      const bool in_time = host::waiting->wait(calls_, seen, until);
      side.lock();
      --idle_;
      if (!in_time && first_ == nullptr) {
        --threads_;
        return nullptr;
      }
    }
    background_task* const task = first_;
    first_ = task->next_;
    if (first_ == nullptr) last_ = nullptr;
    --waiting_;
    return task;
  }

  void wake_one() noexcept {
    // relaxed: the lock orders what matters; the word only makes a wait return.
    calls_.fetch_add(1, std::memory_order_relaxed);
    host::waiting->wake(calls_, false);
  }

  void take_out(background_task* mine) noexcept {
    background_task** at = &first_;
    background_task* before = nullptr;
    while (*at != mine) {
      before = *at;
      at = &before->next_;
    }
    *at = mine->next_;
    if (last_ == mine) last_ = before;
    --waiting_;
  }

  host::spin_mutex lock_;
  // Under lock_.
  background_task* first_ = nullptr;
  background_task* last_ = nullptr;
  unsigned waiting_ = 0;  // tasks in line
  unsigned threads_ = 0;  // threads, idle ones too
  unsigned idle_ = 0;     // threads that wait for calls_ to change
  // Counts up for each thread that is woken. Writers: add(); readers: the idle threads.
  std::atomic<std::uint32_t> calls_{0};
};

bool run_in_background(std::unique_ptr<background_task> task) noexcept {
  // Never destroyed: threads may be at work while the process ends.
  static background_line* const line = new (std::nothrow) background_line;
  return line != nullptr && line->add(std::move(task));
}

}  // namespace loopsock::compat
