// quality: WSAGetQOSByName: templates for quality of service by name. There are none.
//
// Threads  any.
#include <winsock2.h>

#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"

extern "C" BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos) {
  using namespace loopsock::compat;
  if (!find(s)) return FALSE;
  if (!writable(name) || name->len == 0 || !writable(name->buf, name->len)) {
    set_error(WSAEFAULT);
    return FALSE;
  }
  // An empty name asks for the list of all names, which ends with an empty one: it is there already.
  if (*name->buf == 0) {
    set_last_error(0);
    return TRUE;
  }
  set_error(writable(qos) ? WSAEINVAL : WSAEFAULT);
  return FALSE;
}
