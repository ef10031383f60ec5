// address_strings: addresses as text and back, in the three generations of calls that Winsock has.
//
//   inet_addr, inet_ntoa                     IPv4; no WSAStartup needed
//   inet_pton, inet_ntop, InetPtonW, …       both families, the address alone; no WSAStartup needed
//   WSAStringToAddress, WSAAddressToString   both families, with port and scope; need WSAStartup
//
// What Windows does with text that is not quite an address (which bytes stay in the buffer, whether the last error changes) is
// part of their behaviour and kept; stack/socket/address_text.hpp describes it.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "compat/last_error.hpp"
#include "compat/network_order.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/socket_address.hpp"
#include "compat/startup.hpp"
#include "compat/wide_text.hpp"
#include "stack/socket/address_text.hpp"

using namespace loopsock;
using namespace loopsock::compat;

namespace {

// Copies an ASCII text with its terminator; both kinds of characters.
template <class Char>
void copy_text(std::string_view text, Char* out) noexcept {
  *std::copy(text.begin(), text.end(), out) = 0;
}

// 1: understood; 0: not an address; -1: WSAEFAULT or WSAEAFNOSUPPORT is set.
int read_address(int family, std::string_view text, void* out) noexcept {
  auto* bytes = static_cast<std::uint8_t*>(out);
  if (family == AF_INET) return read_ipv4(text, ipv4_form::dotted_quad, bytes).whole(text);
  if (family == AF_INET6) return read_ipv6(text, bytes).whole(text);
  return set_error(WSAEAFNOSUPPORT);
}

template <class Char>
const Char* write_address(int family, const void* in, Char* out, std::size_t size) noexcept {
  if (family != AF_INET && family != AF_INET6) {
    set_last_error(WSAEAFNOSUPPORT);
    return nullptr;
  }
  const auto* bytes = static_cast<const std::uint8_t*>(in);
  if (bytes == nullptr || out == nullptr) {
    set_last_error(WSAEINVAL);
    return nullptr;
  }
  const address_string text = family == AF_INET ? write_ipv4(bytes) : write_ipv6(bytes);
  if (size <= text.size()) {
    set_last_error(WSAEINVAL);
    return nullptr;
  }
  copy_text(text.view(), out);
  return out;
}

int string_to_address(std::string_view text, int family, sockaddr* out, int* length) noexcept {
  const ip_family wanted = family == AF_INET6 ? ip_family::v6 : ip_family::v4;
  if (*length < length_of(wanted)) {
    *length = length_of(wanted);
    return set_error(WSAEFAULT);
  }
  any_sockaddr found;
  std::memset(&found, 0, sizeof found);
  std::uint16_t port = 0;
  bool ok;
  if (wanted == ip_family::v4) {
    std::uint8_t bytes[4] = {};
    ok = read_ipv4_endpoint(text, ipv4_form::numbers, bytes, port);
    std::memcpy(&found.v4.sin_addr, bytes, sizeof bytes);
    found.v4.sin_port = network_order(port);
    if (ok) found.v4.sin_family = AF_INET;
  } else {
    std::uint8_t bytes[16] = {};
    std::uint32_t scope = 0;
    ok = read_ipv6_endpoint(text, bytes, scope, port);
    std::memcpy(&found.v6.sin6_addr, bytes, sizeof bytes);
    found.v6.sin6_port = network_order(port);
    found.v6.sin6_scope_id = scope;
    if (ok) found.v6.sin6_family = AF_INET6;
  }
  // Written even when the text was no address: the family is 0 then, and what was understood stands in the rest.
  std::memcpy(out, &found, static_cast<std::size_t>(length_of(wanted)));
  if (!ok) return set_error(WSAEINVAL);
  *length = length_of(wanted);
  return 0;
}

// What both WSAStringToAddress calls check before they look at the text. 0 or the error.
int check_string_to_address(const void* text, int family, const sockaddr* out, const int* length) noexcept {
  if (!started()) return WSANOTINITIALISED;
  if (out == nullptr || length == nullptr) return WSAEFAULT;
  if (text == nullptr || (family != AF_INET && family != AF_INET6)) return WSAEINVAL;
  return 0;
}

template <class Char>
int address_to_string(const sockaddr* address, DWORD address_length, Char* out, DWORD* length) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  endpoint where;
  if (length == nullptr ||
      from_sockaddr(address, static_cast<int>(std::min<DWORD>(address_length, 0x7fff)), where) != 0)
    return set_error(WSAEINVAL);
  const std::uint8_t* bytes = where.address.bytes.data();
  const address_string text = where.address.is_v6() ? write_ipv6_endpoint(bytes, where.address.scope, where.port)
                                                    : write_ipv4_endpoint(bytes, where.port);
  const DWORD needed = static_cast<DWORD>(text.size() + 1);
  const bool fits = out != nullptr && *length >= needed;
  *length = needed;
  if (!fits) return set_error(WSAEFAULT);
  copy_text(text.view(), out);
  return 0;
}

}  // namespace

extern "C" {

ULONG WSAAPI inet_addr(const char* text) {
  if (text == nullptr) {
    set_last_error(WSAEFAULT);
    return INADDR_NONE;
  }
  const std::string_view all = text;
  if (all == " ") return 0;  // Windows answers 0.0.0.0 to exactly one space
  std::uint32_t address = 0;
  const text_read read = read_ipv4(all, ipv4_form::numbers, reinterpret_cast<std::uint8_t*>(&address));
  if (!read.ok) return INADDR_NONE;
  // Anything may follow behind white space; nothing else may follow.
  constexpr std::string_view white = " \t\n\v\f\r";
  if (read.used != all.size() && white.find(all[read.used]) == std::string_view::npos) return INADDR_NONE;
  return address;
}

char* WSAAPI inet_ntoa(struct in_addr address) {
  // One text per thread, overwritten by the thread's next call (Microsoft's page of inet_ntoa).
  static thread_local char text[16];
  std::uint8_t bytes[4];
  std::memcpy(bytes, &address, sizeof bytes);
  copy_text(write_ipv4(bytes).view(), text);
  return text;
}

INT WSAAPI inet_pton(INT family, PCSTR text, PVOID out) {
  if (text == nullptr || out == nullptr) return set_error(WSAEFAULT);
  return read_address(family, text, out);
}

INT WSAAPI InetPtonW(INT family, PCWSTR text, PVOID out) {
  if (text == nullptr || out == nullptr) return set_error(WSAEFAULT);
  return or_out_of_memory(SOCKET_ERROR, [&] {
    const int result = read_address(family, narrow(text), out);
    if (result == 0) set_last_error(WSAEINVAL);  // inet_pton leaves it alone
    return result;
  });
}

PCSTR WSAAPI inet_ntop(INT family, const VOID* address, PSTR out, size_t size) {
  return write_address(family, address, out, size);
}

PCWSTR WSAAPI InetNtopW(INT family, const VOID* address, PWSTR out, size_t size) {
  return write_address(family, address, out, size);
}

INT WSAAPI WSAStringToAddressA(LPSTR text, INT family, LPWSAPROTOCOL_INFOA, LPSOCKADDR out, LPINT length) {
  if (const int error = check_string_to_address(text, family, out, length)) return set_error(error);
  return string_to_address(text, family, out, length);
}

INT WSAAPI WSAStringToAddressW(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW, LPSOCKADDR out, LPINT length) {
  if (const int error = check_string_to_address(text, family, out, length)) return set_error(error);
  return or_out_of_memory(SOCKET_ERROR, [&] { return string_to_address(narrow(text), family, out, length); });
}

INT WSAAPI WSAAddressToStringA(LPSOCKADDR address, DWORD address_length, LPWSAPROTOCOL_INFOA, LPSTR out,
                               LPDWORD length) {
  return address_to_string(address, address_length, out, length);
}

INT WSAAPI WSAAddressToStringW(LPSOCKADDR address, DWORD address_length, LPWSAPROTOCOL_INFOW, LPWSTR out,
                               LPDWORD length) {
  return address_to_string(address, address_length, out, length);
}

}  // extern "C"
