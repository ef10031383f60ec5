#include "compat/win32/thread_life.hpp"

#include <array>
#include <atomic>
#include <mutex>
#include <new>

#include "compat/win32/mutex.hpp"
#include "compat/win32/native_thread.hpp"
#include "stack/host/thread_errands.hpp"

namespace loopsock::compat {
namespace {

// Written and read by its own thread only. A plain pointer, so that it can be looked at while other thread_local objects are destroyed.
constinit thread_local thread_object* current = nullptr;

struct thread_list {
  host::spin_mutex lock;
  thread_object* first = nullptr;
};
constinit thread_list all;

// Each is written once, by at_thread_exit (release); read by every thread that ends (acquire).
using exit_hook = void (*)(thread_object&) noexcept;
constinit std::array<std::atomic<exit_hook>, 8> exit_hooks{};

// Winsock's blocking calls run APCs while they sleep, as Microsoft's page of WSARecv says: their waits are alertable.
constexpr host::thread_errands apcs{
    .listen = [](host::wake_word& word) noexcept { return current->begin_nudging(word); },
    .stop_listening = []() noexcept { current->end_nudging(); },
    .run = []() noexcept { current->run_apcs(); },
};

void set_current(thread_object* self) noexcept {
  current = self;
  host::this_threads_errands = self != nullptr ? &apcs : nullptr;
}

}  // namespace

thread_object* thread_life::begin() noexcept {
  auto fresh = ref<thread_object>::adopt(new (std::nothrow) thread_object(nullptr));
  if (!fresh || !call_at_thread_end(&thread_life::end, fresh.get())) return nullptr;
  set_current(fresh.detach());
  return current;
}

void thread_life::run(void* object) {
  auto* const self = static_cast<thread_object*>(object);
  set_current(self);
  const bool will_end = call_at_thread_end(&thread_life::end, self);
  self->run_apcs();  // what was asked of the thread before it began comes first
  const thread_start& start = self->start_;
  if (start.run != nullptr) {
    self->leave_code(start.run(start.argument));
  } else {
    start.run_without_code(start.argument);
  }
  if (!will_end) end(self);
}

void thread_life::end(void* object) noexcept {
  auto* const self = static_cast<thread_object*>(object);
  for (const auto& place : exit_hooks) {
    const exit_hook hook = place.load(std::memory_order_acquire);
    if (hook != nullptr) hook(*self);
  }
  mutex_object::abandon_all(*self);
  self->drop_apcs();
  if (self->closed_at_end_ != nullptr) close_handle(self->closed_at_end_);
  self->change([self] { self->ended_ = true; });
  set_current(nullptr);
  self->release();
}

// ------------------------------------------------------------------------------------------------------------------ the list

void thread_life::enlist(thread_object& thread) noexcept {
  const std::lock_guard lock(all.lock);
  thread.next_ = all.first;
  if (all.first != nullptr) all.first->before_ = &thread;
  all.first = &thread;
}

void thread_life::delist(thread_object& thread) noexcept {
  const std::lock_guard lock(all.lock);
  (thread.before_ != nullptr ? thread.before_->next_ : all.first) = thread.next_;
  if (thread.next_ != nullptr) thread.next_->before_ = thread.before_;
}

ref<thread_object> thread_life::find(std::uint32_t id) noexcept {
  const std::lock_guard lock(all.lock);
  for (thread_object* at = all.first; at != nullptr; at = at->next_) {
    // One that is about to be freed waits for the lock, to leave the list.
    if (at->id() == id) return at->hold_if_alive() ? ref<thread_object>::adopt(at) : ref<thread_object>();
  }
  return {};
}

// ------------------------------------------------------------------------------------------------ the interface of thread.hpp

thread_object* this_thread_object() noexcept { return current != nullptr ? current : thread_life::begin(); }

ref<thread_object> this_thread() noexcept { return ref<thread_object>::share(this_thread_object()); }

ref<thread_object> find_thread(std::uint32_t id) noexcept { return thread_life::find(id); }

bool at_thread_exit(void (*hook)(thread_object& ending) noexcept) noexcept {
  for (auto& place : exit_hooks) {
    exit_hook there = nullptr;
    if (place.compare_exchange_strong(there, hook, std::memory_order_acq_rel) || there == hook) return true;
  }
  return false;
}

}  // namespace loopsock::compat
