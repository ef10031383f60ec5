// ioctl: WSAIoctl, WSPIoctl and ioctlsocket, over the tables of control_code.hpp.
//
//   what is looked at, in this order: the socket · where the count of bytes goes (WSAEFAULT) · an overlapped call's structure
//   and routine · the code (WSAEOPNOTSUPP when there is none) · the row's own: buffers first, then what the socket is
//
// A socket made without WSA_FLAG_OVERLAPPED ignores the structure and the routine; so does every call without a structure.
//
// Threads  any.
#include <winsock2.h>
#include <ws2spi.h>

#include "compat/control_code.hpp"
#include "compat/last_error.hpp"
#include "compat/overlapped_request.hpp"

namespace loopsock::compat {
namespace {

int check_overlapped(const open_socket& one, WSAOVERLAPPED* overlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  if (overlapped == nullptr) return 0;
  const int refused = refuse_overlapped(one, overlapped);
  if (refused != WSAEOPNOTSUPP) return refused;
  // To be refused it must at least be one.
  if (!writable(overlapped)) return WSAEFAULT;
  if (routine != nullptr && !readable(reinterpret_cast<const void*>(routine), 1)) return WSAEFAULT;
  return refused;
}

/// 0 or a Winsock error.
int control(SOCKET s, DWORD code, const void* in, DWORD in_bytes, void* out, DWORD out_bytes, DWORD* returned,
            WSAOVERLAPPED* overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  const open_socket one = find(s);
  if (!one) return last_error();
  if (!writable(returned)) return WSAEFAULT;
  const int refused = check_overlapped(one, overlapped, routine);
  if (refused != 0) return refused;
  control_call call{.one = one, .name = s, .in = in, .in_bytes = in_bytes, .out = out, .out_bytes = out_bytes};
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

int run_control(DWORD code, control_call& call) {
  for (const auto rows : {basic_codes(), setting_codes(), query_codes()}) {
    for (const control_row& row : rows) {
      if (row.code == code) return row.run(call);
    }
  }
  return WSAEOPNOTSUPP;
}

}  // namespace loopsock::compat

extern "C" {

int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes, LPDWORD returned,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  using namespace loopsock::compat;
  return end_with(control(s, code, in, in_bytes, out, out_bytes, returned, overlapped, routine));
}

// The thread's own last error stays as it was: here the error is a parameter. `thread` is for completion routines, which only
// overlapped calls have.
int WSPAPI WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes, LPDWORD returned,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID,
                    LPINT error) {
  using namespace loopsock::compat;
  const int before = last_error();
  const int failed = control(s, code, in, in_bytes, out, out_bytes, returned, overlapped, routine);
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
