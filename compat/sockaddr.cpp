#include "compat/sockaddr.hpp"

#include <cstring>

namespace loopsock::compat {

int read_name(const sockaddr* name, int length, endpoint& out) noexcept { return from_sockaddr(name, length, out); }

int check_room(const sockaddr* name, const int* length, ip_family family) noexcept {
  return name != nullptr && length != nullptr && *length >= length_of(family) ? 0 : WSAEFAULT;
}

int write_name(const endpoint& where, sockaddr* name, int* length) noexcept {
  const int failed = check_room(name, length, where.address.family);
  if (failed != 0) return failed;
  any_sockaddr out;
  *length = to_sockaddr(where, out);
  std::memcpy(name, &out, static_cast<std::size_t>(*length));
  return 0;
}

}  // namespace loopsock::compat
