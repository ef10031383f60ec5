// naming: a socket's own address, its peer's, and listening.
//
// Threads  any.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>

#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/sockaddr.hpp"
#include "stack/socket/interfaces.hpp"

namespace loopsock::compat {
namespace {

using name_query = error (socket::*)(handle, endpoint&) noexcept;

// The state comes before the pointers: an unconnected socket answers WSAENOTCONN even to NULLs, as on Windows.
int ask(SOCKET s, sockaddr* name, int* length, name_query query) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  endpoint where;
  const error failed = (one.slot->*query)(one.number, where);
  if (failed != error::none) return fail(failed);
  const int unfit = write_name(where, name, length);
  if (unfit != 0) return set_error(unfit);
  set_last_error(0);
  return 0;
}

// A zone that no link has makes the name one that is not here, whatever the address (Windows; Wine's tests show it).
int check_zone(const endpoint& name) noexcept {
  if (name.address.scope == 0) return 0;
  return or_out_of_memory(WSAENOBUFS, [&] {
    const auto links = interfaces_now();
    const bool known = std::any_of(links.begin(), links.end(),
                                   [&](const stack_interface& link) { return link.number == name.address.scope; });
    return known ? 0 : WSAEADDRNOTAVAIL;
  });
}

// Microsoft's page of listen(): SOMAXCONN lets the provider choose; SOMAXCONN_HINT(n), which is -n, asks for n within 200 and 65535.
constexpr std::int64_t least_hint = 200;
constexpr std::int64_t largest_backlog = 65535;

std::uint32_t backlog_of(int asked) noexcept {
  const std::int64_t wide = asked;
  if (wide < 0) return static_cast<std::uint32_t>(std::clamp(-wide, least_hint, largest_backlog));
  return static_cast<std::uint32_t>(
      std::clamp(wide, std::int64_t{1}, largest_backlog));  // a listener takes at least one
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int WSAAPI bind(SOCKET s, const struct sockaddr* name, int length) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  loopsock::endpoint where;
  const int unfit = read_name(name, length, where);
  if (unfit != 0) return set_error(unfit);
  const int no_zone = check_zone(where);
  if (no_zone != 0) return set_error(no_zone);
  return finish(one->bind(one.number, where));
}

int WSAAPI listen(SOCKET s, int backlog) {
  using namespace loopsock::compat;
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  return done(one->listen(one.number, backlog_of(backlog)));
}

int WSAAPI getsockname(SOCKET s, struct sockaddr* name, int* length) {
  return loopsock::compat::ask(s, name, length, &loopsock::socket::local_name);
}

int WSAAPI getpeername(SOCKET s, struct sockaddr* name, int* length) {
  return loopsock::compat::ask(s, name, length, &loopsock::socket::peer_name);
}

}  // extern "C"
