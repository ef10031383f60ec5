// fast_path_ioctl: SIO_LOOPBACK_FAST_PATH, the control code that this library exists for.
//
//   in    BOOL, 4 bytes or more: whether the socket shall use the fast path where its peer does too
//   out   none
//
// Microsoft's page of the code is the source; where it is silent the choice is ours and is said here:
//   a short input buffer is WSAEFAULT · a connecting or connected socket may set it without effect (programs in the wild
//   do, and abort on an error) · another kind of socket is WSAEOPNOTSUPP · a policy that forbids it is WSAEACCES
//
// Threads  any. What it decides is read when a connection is established, see stack/socket/path.hpp.
#include <winsock2.h>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"

namespace loopsock::compat {

int run_fast_path_code(control_call& call) {
  BOOL on = FALSE;
  const int unfit = take_input(call, on);
  if (unfit != 0) return unfit;
  if (call.out_bytes != 0) return WSAEINVAL;
  return wsa_error(call.one->request_fast_path(call.one.number, on != FALSE));
}

}  // namespace loopsock::compat
