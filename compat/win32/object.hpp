// object: a kernel object, what HANDLEs to it are, and how threads come to wait for it.
//
//   HANDLE ──► slot of the handle table ──► kernel_object ◄── threads that wait (wait_block.hpp)
//   HANDLE ──► (a duplicate)            ──┘     count_ = the handles + everybody who uses it just now
//
// The object lives until its last handle is closed and the last user has let go: a thread that waits for it is a user.
// Numbers from 0x70000000 on are handles of this table, the smaller ones are sockets; ~0 is the process and ~1 the calling thread.
//
// A kind of object says in two functions what waiting for it means: may_take() (is it signalled, for this thread?) and take() (what
// the wait uses up). It changes its state inside change(), which then gives what there is to the threads that wait, in the order in
// which they came: the thread that signals satisfies the wait, so no signal is lost and none counts twice.
//
// Threads  any. An object's lock guards its state and its list of waits; several are taken in the order of their addresses.
// Memory   counted in the object; a new object has one count, its maker's.
#pragma once

#include <windows.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>

#include "stack/host/spin_mutex.hpp"

namespace loopsock::compat {

class kernel_object;
class thread_object;
class wait_block;
struct wait_link;

enum class object_kind : std::uint8_t {
  event,
  thread,
  process,
  completion_port,
  file,
  semaphore,
  mutex,
  timer,
  registered_buffer,
  completion_queue,
  request_queue,
  other
};

class kernel_object {
 public:
  kernel_object(const kernel_object&) = delete;
  kernel_object& operator=(const kernel_object&) = delete;

  [[nodiscard]] object_kind kind() const noexcept { return kind_; }

  // relaxed: whoever holds again has a count already, which keeps the object where it is.
  void hold(std::int64_t times = 1) noexcept { count_.fetch_add(times, std::memory_order_relaxed); }
  /// False: the last count is gone and the object about to go, so it is nobody's. For lists that do not count, such as names.
  [[nodiscard]] bool hold_if_alive() noexcept;
  /// Lets go; the last one frees the object. No lock held.
  void release(std::int64_t times = 1) noexcept {
    // acq_rel: pairs with every other release; the last one sees what all the others did.
    if (count_.fetch_sub(times, std::memory_order_acq_rel) == times) delete this;
  }

 protected:
  explicit kernel_object(object_kind kind) noexcept : kind_(kind) {}
  virtual ~kernel_object();

  /// Whether a wait of thread `who` would be satisfied now. lock_ held. An object that says nothing else is never signalled.
  [[nodiscard]] virtual bool may_take(const thread_object& who) const noexcept;
  /// Satisfies one wait of `who`; may_take() has just said yes. True: its owner ended without letting go (mutexes). lock_ held.
  virtual bool take(thread_object& who) noexcept;

  /// Calls `what` with lock_ held, then satisfies the waits that can be, and wakes their threads once the lock is free.
  /// Not while another lock is held.
  template <class Change>
  void change(Change what) noexcept {
    std::unique_lock side(lock_);
    what();
    if (first_wait_ != nullptr) serve(side);
  }

  mutable host::spin_mutex lock_;

 private:
  friend class wait_block;
  friend class object_names;
  void serve(std::unique_lock<host::spin_mutex>& side) noexcept;
  void try_whole_waits(std::unique_lock<host::spin_mutex>& side) noexcept;

  // The handles, the waits and the users. Written by all of them.
  std::atomic<std::int64_t> count_{1};
  const object_kind kind_;
  bool named_ = false;             // object_names knows it; written before the object is anybody else's
  std::uint32_t whole_waits_ = 0;  // waits in the list below that want other objects too, all at once
  std::uint32_t passes_ = 0;       // how often serve() went through those
  wait_link* first_wait_ = nullptr;
  wait_link* last_wait_ = nullptr;
};

/// A counted pointer to an object.
template <class T>
class ref {
 public:
  constexpr ref() noexcept = default;
  /// adopt() takes over a count that the caller has, share() adds one.
  static ref adopt(T* object) noexcept { return ref(object); }
  static ref share(T* object) noexcept {
    if (object != nullptr) object->hold();
    return ref(object);
  }

  ref(const ref& other) noexcept : object_(other.object_) {
    if (object_ != nullptr) object_->hold();
  }
  ref(ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  /// A pointer to a more general kind of object.
  template <class U>
  requires(std::is_convertible_v<U*, T*>) ref(ref<U> other)
  noexcept : object_(other.detach()) {}
  ref& operator=(ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~ref() {
    if (object_ != nullptr) object_->release();
  }

  [[nodiscard]] T* get() const noexcept { return object_; }
  T* operator->() const noexcept { return object_; }
  T& operator*() const noexcept { return *object_; }
  explicit operator bool() const noexcept { return object_ != nullptr; }
  /// Gives the count to the caller.
  [[nodiscard]] T* detach() noexcept { return std::exchange(object_, nullptr); }

 private:
  explicit ref(T* object) noexcept : object_(object) {}
  T* object_ = nullptr;
};

// ---------------------------------------------------------------------------------------------------------------- handles

/// A new handle, which keeps the object alive until it is closed. nullptr: no memory, too many handles, or no object. The last error is
/// not touched.
HANDLE open_handle(ref<kernel_object> object) noexcept;

/// What the handle names; empty: no open handle of this table. Takes no lock. The two pseudo handles are the process and the calling
/// thread.
ref<kernel_object> find_object(HANDLE handle) noexcept;

/// The same, of one kind: empty also when it names something else.
template <class T>
ref<T> find_as(HANDLE handle) noexcept {
  ref<kernel_object> any = find_object(handle);
  if (!any || any->kind() != T::kind_of_type) return {};
  return ref<T>::adopt(static_cast<T*>(any.detach()));
}

/// False: no open handle of this table. Closing a pseudo handle does nothing and succeeds.
bool close_handle(HANDLE handle) noexcept;

}  // namespace loopsock::compat
