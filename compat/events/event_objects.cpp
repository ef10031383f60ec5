// event_objects: WSACreateEvent, WSASetEvent, WSAResetEvent, WSACloseEvent, WSAWaitForMultipleEvents.
//
// They are Win32's events under Winsock's names, with Winsock's question before: has it been started? The event is a manual one, not set.
// A wait may run completion routines, which may make calls of their own; so inside a callback it is WSAEINPROGRESS.
//
// Threads  any.
#include <windows.h>
#include <winsock2.h>

#include "compat/callback_guard.hpp"
#include "compat/last_error.hpp"
#include "compat/startup.hpp"
#include "compat/win32/event.hpp"

namespace loopsock::compat {
namespace {

bool may_begin(std::source_location where = std::source_location::current()) noexcept {
  const int refused = !started() ? WSANOTINITIALISED : in_callback() ? WSAEINPROGRESS : 0;
  if (refused != 0) set_error(refused, where);
  return refused == 0;
}

BOOL no_handle(std::source_location where = std::source_location::current()) noexcept {
  set_error(WSA_INVALID_HANDLE, where);
  return FALSE;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

WSAEVENT WSAAPI WSACreateEvent(void) {
  using namespace loopsock::compat;
  if (!may_begin()) return WSA_INVALID_EVENT;
  const HANDLE event = open_handle(make_event(true, false));
  if (event == nullptr) set_error(WSA_NOT_ENOUGH_MEMORY);
  return event;
}

BOOL WSAAPI WSASetEvent(WSAEVENT event) {
  using namespace loopsock::compat;
  if (!may_begin()) return FALSE;
  const ref<event_object> object = find_as<event_object>(event);
  if (!object) return no_handle();
  object->set();
  return TRUE;
}

BOOL WSAAPI WSAResetEvent(WSAEVENT event) {
  using namespace loopsock::compat;
  if (!may_begin()) return FALSE;
  const ref<event_object> object = find_as<event_object>(event);
  if (!object) return no_handle();
  object->reset();
  return TRUE;
}

// Objects that wait for it, and sockets that set it, keep the object; only the handle is gone.
BOOL WSAAPI WSACloseEvent(WSAEVENT event) {
  using namespace loopsock::compat;
  if (!may_begin()) return FALSE;
  return close_handle(event) ? TRUE : no_handle();
}

// Microsoft's page of it names WaitForMultipleObjectsEx as what it calls.
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT* events, BOOL all, DWORD milliseconds,
                                      BOOL alertable) {
  if (!loopsock::compat::may_begin()) return WSA_WAIT_FAILED;
  return WaitForMultipleObjectsEx(count, events, all, milliseconds, alertable);
}

}  // extern "C"
