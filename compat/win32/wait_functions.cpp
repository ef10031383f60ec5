// wait_functions: WaitForSingleObject and its family, SleepEx, QueueUserAPC (win32_waits.h).
#include <windows.h>

#include <algorithm>
#include <new>
#include <span>

#include "compat/win32/event.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/foreign_handles.hpp"
#include "compat/win32/handle_table.hpp"
#include "compat/win32/mutex.hpp"
#include "compat/win32/semaphore.hpp"
#include "compat/win32/thread.hpp"
#include "compat/win32/waits.hpp"

namespace loopsock::compat {
namespace {

static_assert(most_waited_for == MAXIMUM_WAIT_OBJECTS);

DWORD failed_wait(int error, std::source_location where) noexcept {
  set_error(error, where);
  return WAIT_FAILED;
}

DWORD number_of(const wait_answer& answer, std::source_location where) noexcept {
  switch (answer.how) {
    case wait_end::taken: return WAIT_OBJECT_0 + answer.index;
    case wait_end::abandoned: return WAIT_ABANDONED_0 + answer.index;
    case wait_end::timed_out: return WAIT_TIMEOUT;
    case wait_end::apcs_ran: return WAIT_IO_COMPLETION;
    case wait_end::no_memory: return failed_wait(ERROR_NOT_ENOUGH_MEMORY, where);
  }
  return WAIT_FAILED;
}

// The last error is set where it answers nothing.
ref<kernel_object> waitable(HANDLE handle, bool single, std::source_location where) noexcept {
  const std::uint64_t number = reinterpret_cast<std::uintptr_t>(handle);
  ref<kernel_object> found = single ? find_object(handle) : handles().find(number);
  if (found) return found;
  const foreign_handles* const theirs = foreign(handle);
  if (theirs != nullptr && theirs->waitable != nullptr) return theirs->waitable(number);
  set_error(ERROR_INVALID_HANDLE, where);
  return {};
}

DWORD wait_for_one(HANDLE object, DWORD milliseconds, bool alertable,
                   std::source_location where = std::source_location::current()) noexcept {
  const ref<kernel_object> one = waitable(object, true, where);
  if (!one) return WAIT_FAILED;
  return number_of(wait_for(*one, deadline_of(milliseconds), alertable), where);
}

// What the handles of one call name, held until it is over.
class held_objects {
 public:
  held_objects() noexcept = default;
  held_objects(const held_objects&) = delete;
  held_objects& operator=(const held_objects&) = delete;
  ~held_objects() {
    for (kernel_object* const one : all()) one->release();
  }
  void add(ref<kernel_object> one) noexcept { objects_[count_++] = one.detach(); }
  [[nodiscard]] std::span<kernel_object* const> all() const noexcept { return {objects_, count_}; }

 private:
  std::size_t count_ = 0;
  kernel_object* objects_[most_waited_for];  // the first count_ are written
};

bool any_twice(std::span<kernel_object* const> objects) noexcept {
  for (std::size_t i = 1; i < objects.size(); ++i) {
    const auto before = objects.first(i);
    if (std::find(before.begin(), before.end(), objects[i]) != before.end()) return true;
  }
  return false;
}

DWORD wait_for_several(DWORD count, const HANDLE* handles, bool all, DWORD milliseconds, bool alertable,
                       std::source_location where = std::source_location::current()) noexcept {
  if (count == 0 || count > most_waited_for || handles == nullptr) return failed_wait(ERROR_INVALID_PARAMETER, where);
  held_objects objects;
  for (DWORD i = 0; i < count; ++i) {
    ref<kernel_object> one = waitable(handles[i], false, where);
    if (!one) return WAIT_FAILED;
    objects.add(std::move(one));
  }
  if (all && any_twice(objects.all())) return failed_wait(ERROR_INVALID_PARAMETER, where);
  return number_of(wait_for(objects.all(), all, deadline_of(milliseconds), alertable), where);
}

// 0, or the error that says why not.
int signal(kernel_object& object) noexcept {
  switch (object.kind()) {
    case object_kind::event: static_cast<event_object&>(object).set(); return ERROR_SUCCESS;
    case object_kind::semaphore: {
      std::int32_t before = 0;
      return static_cast<semaphore_object&>(object).add(1, before) ? ERROR_SUCCESS : ERROR_TOO_MANY_POSTS;
    }
    case object_kind::mutex: {
      thread_object* const me = this_thread_object();
      return me != nullptr && static_cast<mutex_object&>(object).let_go(*me) ? ERROR_SUCCESS : ERROR_NOT_OWNER;
    }
    default: return ERROR_INVALID_HANDLE;
  }
}

struct user_apc : apc {
  PAPCFUNC function = nullptr;
  ULONG_PTR parameter = 0;
};

void run_user_apc(apc& self) noexcept {
  const user_apc what = static_cast<user_apc&>(self);
  delete static_cast<user_apc*>(&self);
  what.function(what.parameter);
}

void drop_user_apc(apc& self) noexcept { delete static_cast<user_apc*>(&self); }

}  // namespace
}  // namespace loopsock::compat

extern "C" {

DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD milliseconds) {
  return loopsock::compat::wait_for_one(object, milliseconds, false);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE object, DWORD milliseconds, BOOL alertable) {
  return loopsock::compat::wait_for_one(object, milliseconds, alertable != FALSE);
}

DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE* objects, BOOL all, DWORD milliseconds) {
  return loopsock::compat::wait_for_several(count, objects, all != FALSE, milliseconds, false);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE* objects, BOOL all, DWORD milliseconds,
                                      BOOL alertable) {
  return loopsock::compat::wait_for_several(count, objects, all != FALSE, milliseconds, alertable != FALSE);
}

DWORD WINAPI SignalObjectAndWait(HANDLE to_signal, HANDLE to_wait_for, DWORD milliseconds, BOOL alertable) {
  using namespace loopsock::compat;
  const auto where = std::source_location::current();
  const ref<kernel_object> first = find_object(to_signal);
  if (!first) return failed_wait(ERROR_INVALID_HANDLE, where);
  const ref<kernel_object> second = waitable(to_wait_for, true, where);
  if (!second) return WAIT_FAILED;
  const int refused = signal(*first);
  if (refused != ERROR_SUCCESS) return failed_wait(refused, where);
  return number_of(wait_for(*second, deadline_of(milliseconds), alertable != FALSE), where);
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable) {
  using namespace loopsock::compat;
  if (alertable != FALSE && alertable_sleep(deadline_of(milliseconds))) return WAIT_IO_COMPLETION;
  if (alertable == FALSE || milliseconds == 0) Sleep(milliseconds);
  return 0;
}

DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE thread, ULONG_PTR parameter) {
  using namespace loopsock::compat;
  const ref<thread_object> asked = find_as<thread_object>(thread);
  if (!asked) {
    set_error(ERROR_INVALID_HANDLE);
    return 0;
  }
  auto* const item = new (std::nothrow) user_apc;
  if (item == nullptr) {
    set_error(ERROR_NOT_ENOUGH_MEMORY);
    return 0;
  }
  item->run = run_user_apc;
  item->drop = drop_user_apc;
  item->function = function;
  item->parameter = parameter;
  if (asked->queue(*item)) return 1;
  delete item;
  set_error(ERROR_GEN_FAILURE);
  return 0;
}

}  // extern "C"
