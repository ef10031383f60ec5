// ioctl: WSAIoctl, WSPIoctl and ioctlsocket, over the tables of control_code.hpp.
//
//   what is looked at, in this order: the socket · where the count of bytes goes (WSAEFAULT) · an overlapped call's structure
//   and routine · the code (WSAEOPNOTSUPP when there is none) · the row's own: buffers first, then what the socket is
//
// A socket made without WSA_FLAG_OVERLAPPED ignores the structure and the routine; so does every call without a structure. An overlapped call
// does its work before it returns, and is told of in the way that was asked for; only a few codes wait.
//
// Threads  any.
#include <mstcpip.h>
#include <ntstatus.h>
#include <winsock2.h>
#include <ws2spi.h>

#include "compat/control_code.hpp"
#include "compat/last_error.hpp"
#include "compat/overlapped/immediate_call.hpp"
#include "compat/socket_side.hpp"

namespace loopsock::compat {
namespace {

/// How a code behaves as an overlapped operation. Source of all: what Windows does, as Wine's tests show it.
enum class manner : std::uint8_t {
  plain,  // done at once; a failure is the call's own and leaves the structure alone
  driver,  // the same, but the structure is pending first, and the count of bytes is left alone unless there is a routine
  later,    // answers WSA_IO_PENDING always, leaves the count of bytes alone, and ends with what came of it
  refused,  // answers WSA_IO_PENDING and ends with "not supported"; so do codes that do not exist
  waits,    // for something that never happens here: until it is cancelled
};

manner manner_of(DWORD code) noexcept {
  switch (code) {
    case SIO_KEEPALIVE_VALS: return manner::driver;
    case SIO_GET_INTERFACE_LIST: return manner::later;
    case SIO_BASE_HANDLE: return manner::refused;
    default: break;
  }
  const control_row* const row = find_control(code);
  if (row == nullptr) return manner::refused;
  return row->awaits_change ? manner::waits : manner::plain;
}

int start_waiting(const open_socket& one, const overlapped_request& request) noexcept {
  auto* const pending = make_call<immediate_call>();
  if (pending == nullptr) return WSAENOBUFS;
  const int unfit = pending->begin(request, one);
  if (unfit != 0) return unfit;
  // begin() has made it.
  if (!socket_side::here(one)->waiting().add(*pending)) return pending->refuse(error::not_a_socket);
  return WSA_IO_PENDING;
}

/// 0, WSA_IO_PENDING or another Winsock error.
int control_overlapped(DWORD code, control_call& call, DWORD* returned, const overlapped_request& request) {
  if (!writable(request.structure)) return WSAEFAULT;
  if (request.routine != nullptr && !readable(reinterpret_cast<const void*>(request.routine), 1)) return WSAEFAULT;
  const manner how = manner_of(code);
  if (how == manner::waits) return start_waiting(call.one, request);
  auto* const done = make_call<immediate_call>();
  if (done == nullptr) return WSAENOBUFS;
  const int unfit = done->prepare(request, call.one);
  if (unfit != 0) return unfit;
  if (how != manner::plain) done->mark();
  if (how == manner::refused) {
    done->end({STATUS_NOT_SUPPORTED, 0});
    return WSA_IO_PENDING;
  }
  const int failed = run_control(code, call);
  if (how == manner::later) {
    done->end(failed == 0 ? outcome{STATUS_SUCCESS, call.returned} : outcome{STATUS_BUFFER_TOO_SMALL, 0});
    return WSA_IO_PENDING;
  }
  const bool untouched = how == manner::driver && (failed != 0 || request.routine == nullptr);
  if (!call.keep_returned && !untouched) *returned = call.returned;
  if (failed != 0) {
    done->drop();
    return failed;
  }
  if (how == manner::plain) done->mark();
  return done->end_at_once({STATUS_SUCCESS, 0});  // the count of bytes is not the operation's: Windows says 0
}

/// 0 or a Winsock error.
int control(SOCKET s, DWORD code, const void* in, DWORD in_bytes, void* out, DWORD out_bytes, DWORD* returned,
            const overlapped_request& request) {
  const open_socket one = find(s);
  if (!one) return last_error();
  if (!writable(returned)) return WSAEFAULT;
  control_call call{.one = one, .name = s, .in = in, .in_bytes = in_bytes, .out = out, .out_bytes = out_bytes};
  if (runs_overlapped(one, request)) return control_overlapped(code, call, returned, request);
  const int failed = run_control(code, call);
  if (!call.keep_returned) *returned = call.returned;
  return failed;
}

/// `argument` is the program's variable, of whichever of the two widths. 0 or a Winsock error.
template <class Number>
int control_number(SOCKET s, long code, Number* argument) {
  const open_socket one = find(s);
  if (!one) return last_error();
  // Programs ask FIONREAD before every receive: too often for a look at the memory itself.
  if (nowhere(argument)) return WSAEFAULT;
  ULONG number = static_cast<ULONG>(*argument);
  if (number == 0 && *argument != 0) number = 1;  // all of a wider variable counts
  control_call call{
      .one = one, .name = s, .in = &number, .in_bytes = sizeof number, .out = &number, .out_bytes = sizeof number};
  call.own_buffers = true;
  const int failed = run_control(static_cast<DWORD>(code), call);
  if (failed == 0 && call.returned != 0) *argument = number;
  return failed;
}

int end_with(int failed) noexcept {
  if (failed != 0) return set_error(failed);
  set_last_error(0);
  return 0;
}

}  // namespace

const control_row* find_control(DWORD code) noexcept {
  for (const auto rows :
       {basic_codes(), setting_codes(), query_codes(), multicast_codes(), change_codes(), tcp_codes()}) {
    for (const control_row& row : rows) {
      if (row.code == code) return &row;
    }
  }
  return nullptr;
}

int run_control(DWORD code, control_call& call) {
  const control_row* const row = find_control(code);
  return row != nullptr ? row->run(call) : WSAEOPNOTSUPP;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes, LPDWORD returned,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  using namespace loopsock::compat;
  return end_with(control(s, code, in, in_bytes, out, out_bytes, returned, {overlapped, routine}));
}

// The thread's own last error stays as it was: here the error is a parameter. `thread` is where a completion routine is to run; what it points
// to is kept, not the pointer.
int WSPAPI WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes, LPDWORD returned,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
                    LPINT error) {
  using namespace loopsock::compat;
  const int before = last_error();
  const int failed = control(s, code, in, in_bytes, out, out_bytes, returned, {overlapped, routine, thread});
  set_last_error(before);
  if (failed != 0 && writable(error)) *error = failed;
  return failed == 0 ? 0 : SOCKET_ERROR;
}

int WSAAPI ioctlsocket(SOCKET s, long code, unsigned int* argument) {
  return loopsock::compat::end_with(loopsock::compat::control_number(s, code, argument));
}

}  // extern "C"

int WSAAPI ioctlsocket(SOCKET s, long code, unsigned long* argument) {
  return loopsock::compat::end_with(loopsock::compat::control_number(s, code, argument));
}
