// event_functions: events, as win32_events.h has them.
#include <windows.h>

#include "compat/win32/creating.hpp"
#include "compat/win32/event.hpp"
#include "compat/win32/failing.hpp"

namespace loopsock::compat {
namespace {

HANDLE create_event(bool manual, bool set, const given_name& name,
                    std::source_location where = std::source_location::current()) noexcept {
  return open_created(make_event(manual, set), name, where);
}

HANDLE create_event_ex(const given_name& name, DWORD flags,
                       std::source_location where = std::source_location::current()) noexcept {
  if ((flags & ~DWORD{CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET}) != 0)
    return refuse_handle(ERROR_INVALID_PARAMETER, where);
  return create_event((flags & CREATE_EVENT_MANUAL_RESET) != 0, (flags & CREATE_EVENT_INITIAL_SET) != 0, name, where);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES, BOOL manual_reset, BOOL initially_set, LPCSTR name) {
  return loopsock::compat::create_event(manual_reset != FALSE, initially_set != FALSE, name);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES, BOOL manual_reset, BOOL initially_set, LPCWSTR name) {
  return loopsock::compat::create_event(manual_reset != FALSE, initially_set != FALSE, name);
}

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES, LPCSTR name, DWORD flags, DWORD) {
  return loopsock::compat::create_event_ex(name, flags);
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES, LPCWSTR name, DWORD flags, DWORD) {
  return loopsock::compat::create_event_ex(name, flags);
}

BOOL WINAPI SetEvent(HANDLE event) {
  using namespace loopsock::compat;
  const ref<event_object> one = find_as<event_object>(event);
  if (!one) return refuse(ERROR_INVALID_HANDLE);
  one->set();
  return TRUE;
}

BOOL WINAPI ResetEvent(HANDLE event) {
  using namespace loopsock::compat;
  const ref<event_object> one = find_as<event_object>(event);
  if (!one) return refuse(ERROR_INVALID_HANDLE);
  one->reset();
  return TRUE;
}

// set() satisfies those who wait before it returns, so what comes between is as good as having come before.
BOOL WINAPI PulseEvent(HANDLE event) {
  using namespace loopsock::compat;
  const ref<event_object> one = find_as<event_object>(event);
  if (!one) return refuse(ERROR_INVALID_HANDLE);
  one->set();
  one->reset();
  return TRUE;
}

}  // extern "C"
