// socket_notifications: ProcessSocketNotifications, which is not there yet: it looks at its arguments as Microsoft's page tells and answers
// WSAEOPNOTSUPP.
//
// Threads  any.
#include <winsock2.h>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/startup.hpp"

extern "C" DWORD WSAAPI ProcessSocketNotifications(HANDLE port, UINT32 registrations,
                                                   SOCK_NOTIFY_REGISTRATION* registration, UINT32 timeout,
                                                   ULONG most_entries, OVERLAPPED_ENTRY* entries, UINT32* received) {
  using namespace loopsock::compat;
  int error = WSAEOPNOTSUPP;
  const bool registers = registrations != 0, waits = most_entries != 0;
  if (!started()) {
    error = WSANOTINITIALISED;
  } else if (port == nullptr || registers != (registration != nullptr) || waits != (entries != nullptr) ||
             waits != (received != nullptr) || (!waits && timeout != 0)) {
    error = WSAEINVAL;
  }
  set_last_error(error);
  return static_cast<DWORD>(error);
}
