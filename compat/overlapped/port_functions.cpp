// port_functions: completion ports as Win32 calls them.
//
// Threads  any.
#include <windows.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/association.hpp"
#include "compat/overlapped/completion_port.hpp"
#include "compat/overlapped/status.hpp"
#include "compat/win32/waits.hpp"

namespace loopsock::compat {
namespace {

BOOL failed_with(int error) noexcept {
  set_error(error);
  return FALSE;
}

/// A port for the length of a call.
class held_port {
 public:
  explicit held_port(HANDLE handle) noexcept {
    const ref<port_handle> named = find_as<port_handle>(handle);
    if (!named) return;
    // The handle is let go at once, so that closing it ends waits.
    port_ = &named->port();
    port_->hold();
  }
  explicit held_port(completion_port* adopted) noexcept : port_(adopted) {}
  ~held_port() {
    if (port_ != nullptr) port_->release();
  }
  held_port(const held_port&) = delete;
  held_port& operator=(const held_port&) = delete;

  explicit operator bool() const noexcept { return port_ != nullptr; }
  completion_port* operator->() const noexcept { return port_; }
  completion_port& operator*() const noexcept { return *port_; }

 private:
  completion_port* port_ = nullptr;
};

/// The handle of a new port; nullptr: no memory.
HANDLE open_port(DWORD threads) noexcept {
  completion_port* const port = completion_port::make(threads);
  if (port == nullptr) return nullptr;
  auto* const named = new (std::nothrow) port_handle(*port);
  if (named == nullptr) {
    port->release();
    return nullptr;
  }
  return open_handle(ref<port_handle>::adopt(named));
}

int associate(HANDLE file, HANDLE port_name, ULONG_PTR key) noexcept {
  const held_port port(port_name);
  return port ? associate_with(file, *port, key, nullptr) : ERROR_INVALID_HANDLE;
}

int error_of(completion_port::taken why) noexcept {
  switch (why) {
    case completion_port::taken::timed_out: return static_cast<int>(WAIT_TIMEOUT);
    case completion_port::taken::apcs_ran: return static_cast<int>(WAIT_IO_COMPLETION);
    case completion_port::taken::closed: return ERROR_ABANDONED_WAIT_0;
    case completion_port::taken::some: break;
  }
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) {
  using namespace loopsock::compat;
  const bool alone = file == INVALID_HANDLE_VALUE;
  if (alone && port != nullptr) {
    set_error(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  const HANDLE named = port != nullptr ? port : open_port(threads);
  int failed = named == nullptr ? ERROR_NOT_ENOUGH_MEMORY : 0;
  if (failed == 0 && !alone) failed = associate(file, named, key);
  if (failed == 0) return named;
  if (named != port) close_handle(named);
  set_error(failed);
  return nullptr;
}

BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD transferred, PULONG_PTR key, LPOVERLAPPED* overlapped,
                                      DWORD milliseconds) {
  using namespace loopsock::compat;
  if (nowhere(transferred) || nowhere(key) || nowhere(overlapped)) return failed_with(ERROR_INVALID_PARAMETER);
  *overlapped = nullptr;
  const held_port from(port);
  if (!from) return failed_with(ERROR_INVALID_HANDLE);
  port_entry got;
  std::size_t count = 0;
  const completion_port::taken answer = from->take({&got, 1}, count, deadline_of(milliseconds), false);
  if (answer != completion_port::taken::some) return failed_with(error_of(answer));
  *transferred = got.bytes;
  *key = got.key;
  *overlapped = got.overlapped;
  return NT_SUCCESS(got.status) ? TRUE : failed_with(static_cast<int>(win32_error_of(got.status)));
}

BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG count, PULONG removed,
                                        DWORD milliseconds, BOOL alertable) {
  using namespace loopsock::compat;
  if (nowhere(entries) || nowhere(removed) || count == 0) return failed_with(ERROR_INVALID_PARAMETER);
  *removed = 0;
  const held_port from(port);
  if (!from) return failed_with(ERROR_INVALID_HANDLE);
  std::array<port_entry, 64> got;
  std::size_t taken = 0;
  const completion_port::taken answer = from->take({got.data(), std::min<std::size_t>(count, got.size())}, taken,
                                                   deadline_of(milliseconds), alertable != FALSE);
  if (answer != completion_port::taken::some) return failed_with(error_of(answer));
  for (std::size_t i = 0; i < taken; ++i) {
    entries[i] = {got[i].key, got[i].overlapped, static_cast<ULONG>(got[i].status), got[i].bytes};
  }
  *removed = static_cast<ULONG>(taken);
  return TRUE;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD transferred, ULONG_PTR key, LPOVERLAPPED overlapped) {
  using namespace loopsock::compat;
  const held_port to(port);
  if (!to) return failed_with(ERROR_INVALID_HANDLE);
  const bool posted = to->post(port_entry{key, overlapped, transferred, 0});
  return posted ? TRUE : failed_with(ERROR_NO_SYSTEM_RESOURCES);
}

BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR flags) {
  using namespace loopsock::compat;
  if ((flags & ~(FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE)) != 0) {
    return failed_with(ERROR_INVALID_PARAMETER);
  }
  ref<port_link> link;
  const int unfit = link_of(file, link);
  if (unfit != 0) return failed_with(unfit);
  link->add_modes(flags);
  return TRUE;
}

}  // extern "C"
