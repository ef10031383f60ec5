// semaphore_functions: semaphores, as win32_events.h has them.
#include <windows.h>

#include "compat/win32/creating.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/semaphore.hpp"

namespace loopsock::compat {
namespace {

HANDLE create_semaphore(LONG initial, LONG maximum, const given_name& name,
                        std::source_location where = std::source_location::current()) noexcept {
  if (maximum < 1 || initial < 0 || initial > maximum) return refuse_handle(ERROR_INVALID_PARAMETER, where);
  return open_created(ref<semaphore_object>::adopt(new (std::nothrow) semaphore_object(initial, maximum)), name, where);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES, LONG initial, LONG maximum, LPCSTR name) {
  return loopsock::compat::create_semaphore(initial, maximum, name);
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES, LONG initial, LONG maximum, LPCWSTR name) {
  return loopsock::compat::create_semaphore(initial, maximum, name);
}

BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG previous) {
  using namespace loopsock::compat;
  const ref<semaphore_object> one = find_as<semaphore_object>(semaphore);
  if (!one) return refuse(ERROR_INVALID_HANDLE);
  if (count < 1) return refuse(ERROR_INVALID_PARAMETER);
  std::int32_t before = 0;
  if (!one->add(count, before)) return refuse(ERROR_TOO_MANY_POSTS);
  if (previous != nullptr) *previous = before;
  return TRUE;
}

}  // extern "C"
