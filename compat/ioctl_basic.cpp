// ioctl_basic: FIONBIO, FIONREAD and SIOCATMARK, the codes that came from BSD.
//
// Their argument has 4 bytes on Windows, where u_long does. Here u_long has 8, and programs pass `sizeof value` of one: when
// the output buffer has that size, the whole of it is written.
//
// Threads  any.
#include <winsock2.h>

#include <limits>

#include "compat/control_code.hpp"
#include "compat/error_map.hpp"
#include "compat/events/re_enable.hpp"

namespace loopsock::compat {
namespace {

int give_number(control_call& call, std::size_t number) noexcept {
  constexpr ULONG largest = std::numeric_limits<ULONG>::max();
  const ULONG value = number < largest ? static_cast<ULONG>(number) : largest;
  const int failed = call.out_bytes >= sizeof(u_long) ? give_output(call, u_long{value}) : give_output(call, value);
  call.keep_returned = failed != 0;
  return failed;
}

int set_nonblocking(control_call& call) {
  ULONG on = 0;
  if (call.in_bytes > sizeof on && call.in_bytes < sizeof(u_long)) return WSAEFAULT;  // a u_long that is cut short
  const int unfit = take_input(call, on);
  if (unfit != 0) return unfit;
  if (on == 0 && selects_events(call.one)) return WSAEINVAL;  // Microsoft's page of WSAEventSelect: the events go first
  return wsa_error(call.one->set_nonblocking(call.one.number, on != 0));
}

// A datagram socket tells the size of all that waits, not of the first datagram (Microsoft's page of ioctlsocket).
int count_unread(control_call& call) {
  socket_facts facts;
  socket_options options;
  error failed = call.one->options(call.one.number, options, facts);
  if (failed != error::none) return wsa_error(failed);
  std::size_t unread = 0;
  failed = call.one->unread(call.one.number, unread, facts.spec.kind != socket_kind::stream);
  // A socket that is not connected has nothing to read, and no reason to fail (Windows answers 0).
  if (failed == error::not_a_socket) return WSAENOTSOCK;
  return give_number(call, failed == error::none ? unread : 0);
}

// TRUE: no urgent byte lies ahead that an ordinary read would step over. With SO_OOBINLINE none ever does.
int ask_mark(control_call& call) {
  socket_facts facts;
  socket_options options;
  error failed = call.one->options(call.one.number, options, facts);
  if (failed != error::none) return wsa_error(failed);
  if (facts.spec.kind != socket_kind::stream) return WSAEINVAL;
  urgent_state urgent;
  failed = call.one->urgent(call.one.number, urgent);
  if (failed == error::not_a_socket) return WSAENOTSOCK;
  const bool pending = failed == error::none && urgent.pending && !options.urgent_inline;
  return give_number(call, pending ? 0 : 1);
}

constexpr control_row rows[] = {
    {FIONBIO, set_nonblocking},
    {FIONREAD, count_unread},
    {SIOCATMARK, ask_mark},
};

}  // namespace

std::span<const control_row> basic_codes() noexcept { return rows; }

}  // namespace loopsock::compat
