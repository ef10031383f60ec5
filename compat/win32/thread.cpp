#include "compat/win32/thread.hpp"

#include <mutex>
#include <new>

#include "compat/win32/native_thread.hpp"
#include "compat/win32/thread_life.hpp"

namespace loopsock::compat {
namespace {

// Multiples of 4, as Windows' are; they come round after a thousand million threads.
std::uint32_t next_id() noexcept {
  static constinit std::atomic<std::uint32_t> last{0};
  return last.fetch_add(4, std::memory_order_relaxed) + 4;
}

}  // namespace

thread_object::thread_object(const thread_start* start) noexcept : kernel_object(kind_of_type), id_(next_id()) {
  if (start != nullptr) {
    start_ = *start;
    suspended_ = 1;
  } else {
    started_ = true;
  }
  thread_life::enlist(*this);
}

thread_object::~thread_object() {
  thread_life::delist(*this);
  drop_apcs();  // of a thread that never began
}

bool thread_object::may_take(const thread_object&) const noexcept { return ended_; }

std::uint32_t thread_object::exit_code() const noexcept {
  const std::lock_guard lock(lock_);
  return ended_ ? exit_code_ : still_active;
}

bool thread_object::has_ended() const noexcept {
  const std::lock_guard lock(lock_);
  return ended_;
}

void thread_object::leave_code(std::uint32_t code) noexcept {
  const std::lock_guard lock(lock_);
  exit_code_ = code;
}

// ----------------------------------------------------------------------------------------------------------------- starting

std::uint32_t thread_object::resume() noexcept {
  {
    const std::lock_guard lock(lock_);
    if (started_) return 0;
    if (suspended_ > 1) return suspended_--;
    suspended_ = 0;
    started_ = true;
  }
  hold();  // the running thread's
  if (start_native_thread(&thread_life::run, this, start_.stack_bytes)) return 1;
  release();
  const std::lock_guard lock(lock_);
  suspended_ = 1;
  started_ = false;
  return no_thread;
}

std::uint32_t thread_object::suspend() noexcept {
  const std::lock_guard lock(lock_);
  if (started_ || suspended_ == most_suspended) return no_thread;
  return suspended_++;
}

// --------------------------------------------------------------------------------------------------------------------- APCs

bool thread_object::queue(apc& item) noexcept {
  sleeper* asleep = nullptr;
  {
    const std::lock_guard lock(apc_lock_);
    if (deaf_) return false;
    item.next = nullptr;
    (last_apc_ != nullptr ? last_apc_->next : first_apc_) = &item;
    last_apc_ = &item;
    any_apc_.store(true, std::memory_order_release);  // pairs with run_apcs()
    if (alertable_ != nullptr && alertable_->claim(sleeper::alerted)) asleep = alertable_;
    if (nudged_ != nullptr) nudged_->nudge();  // under the lock: afterwards the word may be gone
  }
  if (asleep != nullptr) asleep->wake();
  return true;
}

apc* thread_object::take_apc() noexcept {
  if (!any_apc_.load(std::memory_order_acquire)) return nullptr;
  const std::lock_guard lock(apc_lock_);
  apc* const first = first_apc_;
  if (first == nullptr) return nullptr;
  first_apc_ = first->next;
  if (first_apc_ == nullptr) {
    last_apc_ = nullptr;
    any_apc_.store(false, std::memory_order_relaxed);
  }
  return first;
}

bool thread_object::run_apcs() noexcept {
  bool any = false;
  while (apc* const one = take_apc()) {
    one->run(*one);
    any = true;
  }
  return any;
}

void thread_object::drop_apcs() noexcept {
  {
    const std::lock_guard lock(apc_lock_);
    deaf_ = true;
  }
  while (apc* const one = take_apc()) {
    if (one->drop != nullptr) one->drop(*one);
  }
}

bool thread_object::begin_alertable(sleeper& who) noexcept {
  const std::lock_guard lock(apc_lock_);
  if (first_apc_ != nullptr) return false;
  alertable_ = &who;
  return true;
}

void thread_object::end_alertable() noexcept {
  const std::lock_guard lock(apc_lock_);
  alertable_ = nullptr;
}

bool thread_object::begin_nudging(host::wake_word& word) noexcept {
  const std::lock_guard lock(apc_lock_);
  if (first_apc_ != nullptr) return false;
  nudged_ = &word;
  return true;
}

void thread_object::end_nudging() noexcept {
  const std::lock_guard lock(apc_lock_);
  nudged_ = nullptr;
}

// --------------------------------------------------------------------------------------------------------------- new threads

ref<thread_object> make_thread(const thread_start& start) noexcept {
  return ref<thread_object>::adopt(new (std::nothrow) thread_object(&start));
}

}  // namespace loopsock::compat
