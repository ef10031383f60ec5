// event_select: WSAEventSelect and WSAEnumNetworkEvents. What they mean is in event_selection.hpp.
//
// A handle that names no event is WSAENOTSOCK, as Windows answers; so is a SOCKET in its place.
//
// Threads  any.
#include <winsock2.h>

#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock::compat {
namespace {

int select_events(const open_socket& one, WSAEVENT event, LONG events) noexcept {
  if ((events & ~LONG{FD_ALL_EVENTS}) != 0) return WSAEINVAL;
  event_choice choice;
  if (events != 0) {  // otherwise nobody looks at the event
    if (event == WSA_INVALID_EVENT) return WSAEINVAL;
    choice = {events, find_as<event_object>(event)};
    if (!choice.object) return WSAENOTSOCK;
  }
  socket_side* const side = socket_side::of(one);
  return side != nullptr ? side->selection().select(one, std::move(choice)) : WSAENOBUFS;
}

int enumerate_events(const open_socket& one, WSAEVENT event, WSANETWORKEVENTS* out) noexcept {
  if (nowhere(out)) return WSAEFAULT;
  ref<event_object> object;
  if (event != WSA_INVALID_EVENT) {
    object = find_as<event_object>(event);
    if (!object) return WSAENOTSOCK;
  }
  socket_side* const side = socket_side::here(one);
  if (side != nullptr) return side->selection().enumerate(one, object.get(), *out);
  out->lNetworkEvents = 0;
  if (object) object->reset();
  return 0;
}

int end_with(int failed) noexcept {
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}

}  // namespace

int inherit_selection(const open_socket& listening, handle accepted) noexcept {
  socket_side* const from = socket_side::here(listening);
  if (from == nullptr || !from->selection().is_used()) return 0;
  event_choice choice = from->selection().choice_of(listening);
  const open_socket fresh{sockets().find(accepted), accepted};
  if (choice.events == 0 || !fresh) return 0;  // nothing to inherit, or nobody: closed already by the last WSACleanup
  socket_side* const side = socket_side::of(fresh);
  if (side == nullptr) return WSAENOBUFS;
  static_cast<void>(side->selection().select(fresh, std::move(choice)));
  return 0;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT event, LONG events) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  return end_with(select_events(one, event, events));
}

int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS out) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  return end_with(enumerate_events(one, event, out));
}

}  // extern "C"
