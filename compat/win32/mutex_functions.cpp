// mutex_functions: mutexes, as win32_events.h has them.
#include <windows.h>

#include "compat/win32/creating.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/mutex.hpp"
#include "compat/win32/thread.hpp"

namespace loopsock::compat {
namespace {

HANDLE create_mutex(bool own_it, const given_name& name,
                    std::source_location where = std::source_location::current()) noexcept {
  auto fresh = ref<mutex_object>::adopt(new (std::nothrow) mutex_object);
  thread_object* const me = own_it ? this_thread_object() : nullptr;
  if (!fresh || (own_it && me == nullptr)) return refuse_handle(ERROR_NOT_ENOUGH_MEMORY, where);
  if (own_it) fresh->own_from_start(*me);
  const ref<mutex_object> still = fresh;
  const HANDLE handle = open_created(std::move(fresh), name, where);
  // Nothing was made after all: it would be this thread's until it ends.
  if (own_it && (handle == nullptr || last_error() == ERROR_ALREADY_EXISTS)) still->let_go(*me);
  return handle;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES, BOOL own_it, LPCSTR name) {
  return loopsock::compat::create_mutex(own_it != FALSE, name);
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES, BOOL own_it, LPCWSTR name) {
  return loopsock::compat::create_mutex(own_it != FALSE, name);
}

BOOL WINAPI ReleaseMutex(HANDLE mutex) {
  using namespace loopsock::compat;
  const ref<mutex_object> one = find_as<mutex_object>(mutex);
  if (!one) return refuse(ERROR_INVALID_HANDLE);
  thread_object* const me = this_thread_object();
  return me != nullptr && one->let_go(*me) ? TRUE : refuse(ERROR_NOT_OWNER);
}

}  // extern "C"
