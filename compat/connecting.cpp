// connecting: connect and WSAConnect.
//
// Threads  any.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>

#include "compat/error_map.hpp"
#include "compat/handles.hpp"
#include "compat/last_error.hpp"
#include "compat/sockaddr.hpp"

namespace loopsock::compat {
namespace {

// Nothing but zeros, or a wildcard address.
bool names_nobody(const sockaddr* name, int length, int unfit, const endpoint& where) noexcept {
  if (unfit == 0) return where.address.is_any() && where.port == 0;
  if (unfit != WSAEAFNOSUPPORT || length < static_cast<int>(sizeof(sockaddr_in))) return false;
  ADDRESS_FAMILY family;
  std::memcpy(&family, &name->sa_family, sizeof family);
  return family == AF_UNSPEC;
}

int connect_to_name(SOCKET s, const sockaddr* name, int length) noexcept {
  const open_socket one = find(s);
  if (!one) return SOCKET_ERROR;
  endpoint where;
  const int unfit = read_name(name, length, where);
  if (names_nobody(name, length, unfit, where)) {
    // Microsoft's page of connect(): a datagram socket that is connected to nobody has no peer any more.
    socket_facts facts;
    if (!facts_of(one, facts)) return SOCKET_ERROR;
    if (facts.spec.kind != socket_kind::stream) return done(one->connect(one.number, endpoint{}));
  }
  if (unfit != 0) return set_error(unfit);
  return done(one->connect(one.number, where));
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

int WSAAPI connect(SOCKET s, const struct sockaddr* name, int length) {
  return loopsock::compat::connect_to_name(s, name, length);
}

// TCP carries no data in its handshake and this stack knows no quality of service: the caller's data and both QOS are ignored, and no
// data comes back.
int WSAAPI WSAConnect(SOCKET s, const struct sockaddr* name, int length, LPWSABUF, LPWSABUF callee_data, LPQOS, LPQOS) {
  const int result = loopsock::compat::connect_to_name(s, name, length);
  if (result == 0 && callee_data != nullptr) callee_data->len = 0;
  return result;
}

}  // extern "C"
