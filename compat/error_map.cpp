#include "compat/error_map.hpp"

#include <winsock2.h>

#include <cstddef>

#include "compat/last_error.hpp"

namespace loopsock::compat {
namespace {

struct row {
  error ours;
  int theirs;
};

// In the order of the enumeration, so that the error is the index.
constexpr row table[] = {
    {error::none, 0},
    {error::would_block, WSAEWOULDBLOCK},
    {error::io_pending, WSA_IO_PENDING},
    {error::aborted, WSA_OPERATION_ABORTED},
    {error::interrupted, WSAEINTR},
    {error::in_progress, WSAEINPROGRESS},
    {error::already_in_progress, WSAEALREADY},
    {error::not_a_socket, WSAENOTSOCK},
    {error::destination_required, WSAEDESTADDRREQ},
    {error::message_too_long, WSAEMSGSIZE},
    {error::wrong_protocol_type, WSAEPROTOTYPE},
    {error::no_such_option, WSAENOPROTOOPT},
    {error::protocol_not_supported, WSAEPROTONOSUPPORT},
    {error::socket_type_not_supported, WSAESOCKTNOSUPPORT},
    {error::not_supported, WSAEOPNOTSUPP},
    {error::family_not_supported, WSAEAFNOSUPPORT},
    {error::address_in_use, WSAEADDRINUSE},
    {error::address_not_available, WSAEADDRNOTAVAIL},
    {error::network_down, WSAENETDOWN},
    {error::network_unreachable, WSAENETUNREACH},
    {error::host_unreachable, WSAEHOSTUNREACH},
    {error::connection_aborted, WSAECONNABORTED},
    {error::connection_reset, WSAECONNRESET},
    {error::connection_refused, WSAECONNREFUSED},
    {error::no_buffers, WSAENOBUFS},
    {error::already_connected, WSAEISCONN},
    {error::not_connected, WSAENOTCONN},
    {error::shut_down, WSAESHUTDOWN},
    {error::timed_out, WSAETIMEDOUT},
    {error::access_denied, WSAEACCES},
    {error::bad_address, WSAEFAULT},
    {error::invalid_argument, WSAEINVAL},
    {error::too_many_sockets, WSAEMFILE},
    {error::not_initialised, WSANOTINITIALISED},
};

constexpr std::size_t rows = sizeof table / sizeof *table;

constexpr bool in_order() {
  for (std::size_t i = 0; i < rows; ++i)
    if (static_cast<std::size_t>(table[i].ours) != i) return false;
  return true;
}
static_assert(in_order(), "a row is missing or misplaced");
static_assert(rows == static_cast<std::size_t>(error::not_initialised) + 1, "an error was added and has no number yet");

}  // namespace

int wsa_error(error e) noexcept {
  const auto index = static_cast<std::size_t>(e);
  return index < rows ? table[index].theirs : WSASYSCALLFAILURE;
}

int fail(error e, std::source_location where) noexcept { return set_error(wsa_error(e), where); }

int finish(error e, std::source_location where) noexcept {
  if (e != error::none) return fail(e, where);
  set_last_error(0);
  return 0;
}

int done(error e, std::source_location where) noexcept { return e == error::none ? 0 : fail(e, where); }

}  // namespace loopsock::compat
