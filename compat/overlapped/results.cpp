// results: WSAGetOverlappedResult, GetOverlappedResult and GetOverlappedResultEx: how an operation ended, read from its OVERLAPPED.
//
//   Internal          pending? ─no─► InternalHigh is the number of bytes, Internal what became of it
//                        │ yes
//                        ├─ not to wait ─► ERROR_IO_INCOMPLETE
//                        └─ wait for hEvent, as Windows does (an automatic event is clear afterwards), or without one for Internal
//
// Threads  any; several may ask for one operation.
#include <winsock2.h>

#include <atomic>

#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/overlapped/result_waits.hpp"
#include "compat/overlapped/status.hpp"
#include "compat/overlapped_request.hpp"
#include "compat/win32/event.hpp"
#include "compat/win32/waits.hpp"

namespace loopsock::compat {
namespace {

NTSTATUS status_in(const OVERLAPPED& operation) noexcept {
  // acquire: pairs with overlapped_call::tell(); buffers and InternalHigh are written.
  const auto internal = std::atomic_ref(const_cast<OVERLAPPED&>(operation).Internal).load(std::memory_order_acquire);
  return static_cast<NTSTATUS>(static_cast<ULONG>(internal));
}

/// 0, or the error of a wait that brought no result.
int wait_for_end(OVERLAPPED& operation, host::time_point deadline, bool alertable) noexcept {
  const auto event_name = reinterpret_cast<std::uintptr_t>(operation.hEvent) & ~std::uintptr_t{1};
  if (event_name != 0) {
    const ref<kernel_object> event = find_object(reinterpret_cast<HANDLE>(event_name));
    if (!event) return ERROR_INVALID_HANDLE;
    switch (wait_for(*event, deadline, alertable).how) {
      case wait_end::taken:
      case wait_end::abandoned: return 0;
      case wait_end::timed_out: return static_cast<int>(WAIT_TIMEOUT);
      case wait_end::apcs_ran: return static_cast<int>(WAIT_IO_COMPLETION);
      case wait_end::no_memory: return ERROR_NOT_ENOUGH_MEMORY;
    }
  }
  switch (result_waits::wait(operation, deadline, alertable)) {
    case result_waits::waited::ended: return 0;
    case result_waits::waited::timed_out: return static_cast<int>(WAIT_TIMEOUT);
    case result_waits::waited::apcs_ran: return static_cast<int>(WAIT_IO_COMPLETION);
  }
  return 0;
}

BOOL failed_with(int error) noexcept {
  set_error(error);
  return FALSE;
}

BOOL get_result(OVERLAPPED* operation, DWORD* transferred, DWORD milliseconds, bool alertable) noexcept {
  if (nowhere(operation) || nowhere(transferred)) return failed_with(ERROR_INVALID_PARAMETER);
  NTSTATUS status = status_in(*operation);
  if (status == STATUS_PENDING) {
    if (milliseconds == 0) return failed_with(ERROR_IO_INCOMPLETE);
    const int failed = wait_for_end(*operation, deadline_of(milliseconds), alertable);
    if (failed != 0) return failed_with(failed);
    status = status_in(*operation);
  }
  *transferred = static_cast<DWORD>(operation->InternalHigh);
  return NT_SUCCESS(status) && status != STATUS_PENDING ? TRUE : failed_with(static_cast<int>(win32_error_of(status)));
}

}  // namespace

void fill_ignored(WSAOVERLAPPED* structure, int error, std::size_t bytes) noexcept {
  if (nowhere(structure)) return;
  structure->InternalHigh = bytes;
  structure->Internal = static_cast<ULONG>(status_of_wsa(error));
  const auto event_name = reinterpret_cast<std::uintptr_t>(structure->hEvent) & ~std::uintptr_t{1};
  const ref<event_object> event = find_as<event_object>(reinterpret_cast<HANDLE>(event_name));
  if (event) event->set();
}

}  // namespace loopsock::compat

extern "C" {

BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait,
                                   LPDWORD flags) {
  using namespace loopsock::compat;
  if (!find(s)) return FALSE;
  if (nowhere(overlapped) || nowhere(transferred)) return failed_with(WSAEFAULT);
  NTSTATUS status = status_in(*overlapped);
  if (status == STATUS_PENDING) {
    if (!wait) return failed_with(WSA_IO_INCOMPLETE);
    const int failed = wait_for_end(*overlapped, loopsock::host::never, false);
    if (failed != 0) return failed_with(failed == ERROR_INVALID_HANDLE ? WSA_INVALID_HANDLE : WSAENOBUFS);
    status = status_in(*overlapped);
  }
  *transferred = static_cast<DWORD>(overlapped->InternalHigh);
  if (nowhere(flags))
    return failed_with(WSAEFAULT);  // known so late on Windows, and programs have the number from here
  const int error = wsa_error_of(status);
  if (!NT_SUCCESS(status) || status == STATUS_PENDING) return failed_with(error);  // and the flags are left alone
  *flags = 0;
  set_last_error(error);  // 0, or what Windows makes of a success with news
  return TRUE;
}

BOOL WINAPI GetOverlappedResult(HANDLE, LPOVERLAPPED overlapped, LPDWORD transferred, BOOL wait) {
  return loopsock::compat::get_result(overlapped, transferred, wait ? INFINITE : 0, false);
}

BOOL WINAPI GetOverlappedResultEx(HANDLE, LPOVERLAPPED overlapped, LPDWORD transferred, DWORD milliseconds,
                                  BOOL alertable) {
  return loopsock::compat::get_result(overlapped, transferred, milliseconds, alertable != FALSE);
}

}  // extern "C"
