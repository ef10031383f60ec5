// socket_address: between Winsock's sockaddr and the stack's endpoint.
//
// Threads  pure functions.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>

#include "compat/network_order.hpp"
#include "stack/base/address.hpp"

namespace loopsock::compat {

/// Room for either kind of address.
union any_sockaddr {
  sockaddr head;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

constexpr int length_of(ip_family family) noexcept {
  return static_cast<int>(family == ip_family::v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in));
}

/// Fills `out` and returns how many of its bytes count.
inline int to_sockaddr(const endpoint& where, any_sockaddr& out) noexcept {
  std::memset(&out, 0, sizeof out);
  const std::uint16_t port = network_order(where.port);
  if (where.address.is_v6()) {
    out.v6.sin6_family = AF_INET6;
    out.v6.sin6_port = port;
    out.v6.sin6_scope_id = where.address.scope;
    std::memcpy(&out.v6.sin6_addr, where.address.bytes.data(), 16);
  } else {
    out.v4.sin_family = AF_INET;
    out.v4.sin_port = port;
    std::memcpy(&out.v4.sin_addr, where.address.bytes.data(), 4);
  }
  return length_of(where.address.family);
}

/// Reads an address of which `length` bytes are there. 0, or WSAEFAULT (null, too short) or WSAEAFNOSUPPORT.
inline int from_sockaddr(const sockaddr* in, int length, endpoint& out) noexcept {
  if (in == nullptr || length < static_cast<int>(sizeof in->sa_family)) return WSAEFAULT;
  any_sockaddr copy;  // the caller's may lie anywhere
  std::memcpy(&copy.head.sa_family, &in->sa_family, sizeof in->sa_family);
  const bool v6 = copy.head.sa_family == AF_INET6;
  if (!v6 && copy.head.sa_family != AF_INET) return WSAEAFNOSUPPORT;
  if (length < length_of(v6 ? ip_family::v6 : ip_family::v4)) return WSAEFAULT;
  std::memcpy(&copy, in, v6 ? sizeof copy.v6 : sizeof copy.v4);
  out = {};
  std::uint16_t port;
  if (v6) {
    port = copy.v6.sin6_port;
    out.address.family = ip_family::v6;
    out.address.scope = static_cast<std::uint32_t>(copy.v6.sin6_scope_id);
    std::memcpy(out.address.bytes.data(), &copy.v6.sin6_addr, 16);
  } else {
    port = copy.v4.sin_port;
    out.address.family = ip_family::v4;
    std::memcpy(out.address.bytes.data(), &copy.v4.sin_addr, 4);
  }
  out.port = network_order(port);
  return 0;
}

}  // namespace loopsock::compat
