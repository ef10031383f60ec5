// resolve_nameinfo: getnameinfo and GetNameInfoW: a socket address to the names of its host and its service.
//
// Both return their error and leave it in WSAGetLastError too; on success that is 0. A host without a name is written as its
// address unless NI_NAMEREQD forbids it, a port without a name as its number.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/socket_address.hpp"
#include "compat/startup.hpp"
#include "compat/wide_text.hpp"
#include "stack/socket/address_text.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/socket/service_table.hpp"

using namespace loopsock;
using namespace loopsock::compat;

namespace {

// Win32's ERROR_INSUFFICIENT_BUFFER.
constexpr int buffer_too_small = 122;

int host_text(const ip_address& address, int flags, std::string& out) {
  if ((flags & NI_NUMERICHOST) == 0) {
    host_answer answer;
    const lookup_result result = names().reverse(address.unmapped(), answer);
    if (result == lookup_result::found) {
      out = answer.name;
      if ((flags & NI_NOFQDN) != 0) out.resize(std::min(out.size(), out.find('.')));
      return 0;
    }
    if ((flags & NI_NAMEREQD) != 0) return WSAHOST_NOT_FOUND;
  }
  const std::uint8_t* bytes = address.bytes.data();
  out = (address.is_v6() ? write_ipv6(bytes, address.scope) : write_ipv4(bytes)).view();
  return 0;
}

std::string service_text(std::uint16_t port, int flags) {
  const service_entry* const service =
      (flags & NI_NUMERICSERV) != 0 ? nullptr : find_service(port, (flags & NI_DGRAM) != 0 ? "udp" : "tcp");
  return service != nullptr ? service->name : std::to_string(port);
}

bool put(const std::string& text, char* out, DWORD size) {
  if (text.size() >= size) return false;
  std::memcpy(out, text.c_str(), text.size() + 1);
  return true;
}

bool put(const std::string& text, wchar_t* out, DWORD size) {
  const std::wstring wide = widen(text);
  if (wide.size() >= size) return false;
  std::memcpy(out, wide.c_str(), (wide.size() + 1) * sizeof(wchar_t));
  return true;
}

template <class Char>
int get(const sockaddr* address, int length, Char* host, DWORD host_size, Char* service, DWORD service_size,
        int flags) {
  if (!started()) return WSANOTINITIALISED;
  endpoint where;
  if (const int error = from_sockaddr(address, length, where)) return error;
  if (host == nullptr && service == nullptr) return WSAHOST_NOT_FOUND;
  if ((host != nullptr && host_size == 0) || (service != nullptr && service_size == 0)) return WSAEINVAL;
  if ((flags & NI_NUMERICHOST) != 0 && (flags & NI_NAMEREQD) != 0) return WSAEINVAL;

  if (host != nullptr) {
    std::string text;
    if (const int error = host_text(where.address, flags, text)) return error;
    if (!put(text, host, host_size)) return buffer_too_small;
  }
  if (service != nullptr && !put(service_text(where.port, flags), service, service_size)) return buffer_too_small;
  return 0;
}

template <class Char>
int get_and_tell(const sockaddr* address, int length, Char* host, DWORD host_size, Char* service, DWORD service_size,
                 int flags) noexcept {
  const int error = or_out_of_memory(
      not_enough_memory, [&] { return get(address, length, host, host_size, service, service_size, flags); });
  set_last_error(error);
  return error;
}

}  // namespace

extern "C" {

INT WSAAPI getnameinfo(const SOCKADDR* address, int length, PCHAR host, DWORD host_size, PCHAR service,
                       DWORD service_size, INT flags) {
  return get_and_tell(address, length, host, host_size, service, service_size, flags);
}

INT WSAAPI GetNameInfoW(const SOCKADDR* address, int length, PWCHAR host, DWORD host_size, PWCHAR service,
                        DWORD service_size, INT flags) {
  return get_and_tell(address, length, host, host_size, service, service_size, flags);
}

}  // extern "C"
