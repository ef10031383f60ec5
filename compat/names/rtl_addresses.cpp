// rtl_addresses: the Rtl calls of <mstcpip.h>: addresses to text and back, over stack/socket/address_text.
//
// What they make of a NULL: the Ex forms answer STATUS_INVALID_PARAMETER, the plain ones read through it, as on Windows. After a failure the
// address may hold what had been understood, as on Windows too.
//
// Threads  any; no WSAStartup.
#include <mstcpip.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "compat/network_order.hpp"
#include "stack/socket/address_text.hpp"

namespace loopsock::compat {
namespace {

constexpr LONG success = 0;
constexpr LONG invalid_parameter = static_cast<LONG>(0xC000000D);  // STATUS_INVALID_PARAMETER
constexpr LONG no_memory = static_cast<LONG>(0xC0000017);          // STATUS_NO_MEMORY

// Wide text one character to one, so that places in both are the same. Addresses are ASCII; what is not becomes something that no address has.
std::string one_to_one(std::wstring_view text) {
  std::string out(text.size(), '?');
  std::transform(text.begin(), text.end(), out.begin(),
                 [](wchar_t c) { return c > 0 && c < 0x80 ? static_cast<char>(c) : '?'; });
  return out;
}

/// Calls `read` with the text in narrow characters.
template <class Read>
LONG with_text(const char* text, Read read) noexcept {
  return read(std::string_view(text));
}
template <class Read>
LONG with_text(const wchar_t* text, Read read) noexcept {
  try {
    return read(std::string_view(one_to_one(text)));
  } catch (const std::bad_alloc&) {
    return no_memory;
  }
}

// ---------------------------------------------------------------------------------------------------------------- to text

/// Gives the place of the final 0.
template <class Char>
Char* put(std::string_view text, Char* out) noexcept {
  Char* const end = std::copy(text.begin(), text.end(), out);
  *end = 0;
  return end;
}

template <class Char>
LONG put_within(const address_string& text, Char* out, ULONG* length) noexcept {
  const auto needed = static_cast<ULONG>(text.size()) + 1;
  const bool fits = *length >= needed;
  *length = needed;
  if (!fits) return invalid_parameter;
  put(text.view(), out);
  return success;
}

template <class Address>
const std::uint8_t* bytes_of(const Address* address) noexcept {
  return reinterpret_cast<const std::uint8_t*>(address);
}

template <class Char>
LONG write_v4(const IN_ADDR* address, USHORT port, Char* out, ULONG* length) noexcept {
  if (address == nullptr || out == nullptr || length == nullptr) return invalid_parameter;
  return put_within(write_ipv4_endpoint(bytes_of(address), network_order(port)), out, length);
}

template <class Char>
LONG write_v6(const IN6_ADDR* address, ULONG scope, USHORT port, Char* out, ULONG* length) noexcept {
  if (address == nullptr || out == nullptr || length == nullptr) return invalid_parameter;
  return put_within(write_ipv6_endpoint(bytes_of(address), scope, network_order(port)), out, length);
}

template <class Char>
Char* write_ethernet(const DL_EUI48* address, Char* out) noexcept {
  constexpr char digits[] = "0123456789ABCDEF";
  for (std::size_t i = 0; i < sizeof address->Byte; ++i) {
    if (i != 0) *out++ = '-';
    *out++ = static_cast<Char>(digits[address->Byte[i] >> 4]);
    *out++ = static_cast<Char>(digits[address->Byte[i] & 0xf]);
  }
  *out = 0;
  return out;
}

// -------------------------------------------------------------------------------------------------------------- from text

ipv4_form form_of(BOOLEAN strict) noexcept { return strict ? ipv4_form::dotted_quad : ipv4_form::numbers; }

template <class Char>
LONG read_v4(const Char* text, BOOLEAN strict, const Char** end, IN_ADDR* address) noexcept {
  return with_text(text, [&](std::string_view narrow) {
    std::uint8_t bytes[4];
    const text_read read = read_ipv4(narrow, form_of(strict), bytes);
    *end = text + read.used;
    if (read.ok) std::memcpy(address, bytes, sizeof bytes);
    return read.ok ? success : invalid_parameter;
  });
}

template <class Char>
LONG read_v6(const Char* text, const Char** end, IN6_ADDR* address) noexcept {
  return with_text(text, [&](std::string_view narrow) {
    const text_read read = read_ipv6(narrow, reinterpret_cast<std::uint8_t*>(address));
    *end = text + read.used;
    return read.ok ? success : invalid_parameter;
  });
}

template <class Char>
LONG read_v4_endpoint(const Char* text, BOOLEAN strict, IN_ADDR* address, USHORT* port) noexcept {
  if (text == nullptr || address == nullptr || port == nullptr) return invalid_parameter;
  return with_text(text, [&](std::string_view narrow) {
    std::uint16_t found = 0;
    if (!read_ipv4_endpoint(narrow, form_of(strict), reinterpret_cast<std::uint8_t*>(address), found))
      return invalid_parameter;
    *port = network_order(found);
    return success;
  });
}

template <class Char>
LONG read_v6_endpoint(const Char* text, IN6_ADDR* address, ULONG* scope, USHORT* port) noexcept {
  if (text == nullptr || address == nullptr || scope == nullptr || port == nullptr) return invalid_parameter;
  return with_text(text, [&](std::string_view narrow) {
    std::uint32_t found_scope = 0;
    std::uint16_t found_port = 0;
    if (!read_ipv6_endpoint(narrow, reinterpret_cast<std::uint8_t*>(address), found_scope, found_port))
      return invalid_parameter;
    *scope = found_scope;
    *port = network_order(found_port);
    return success;
  });
}

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Six pairs of digits with a dash or a colon between them, the same one throughout.
template <class Char>
LONG read_ethernet(const Char* text, const Char** end, DL_EUI48* address) noexcept {
  return with_text(text, [&](std::string_view narrow) {
    const auto at = [&](std::size_t i) { return i < narrow.size() ? narrow[i] : '\0'; };
    std::uint8_t bytes[6];
    std::size_t used = 0;
    bool ok = true;
    for (std::size_t i = 0; ok && i < sizeof bytes; ++i) {
      if (i != 0) {
        ok = (at(used) == '-' || at(used) == ':') && at(used) == at(2);
        if (!ok) break;
        ++used;
      }
      const int high = hex_value(at(used)), low = high < 0 ? -1 : hex_value(at(used + 1));
      ok = low >= 0;
      if (!ok) break;
      bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
      used += 2;
    }
    *end = text + used;
    if (ok) std::memcpy(address, bytes, sizeof bytes);
    return ok ? success : invalid_parameter;
  });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock;
using namespace loopsock::compat;

extern "C" {

PSTR NTAPI RtlIpv4AddressToStringA(const IN_ADDR* address, PSTR text) {
  return put(write_ipv4(bytes_of(address)).view(), text);
}
PWSTR NTAPI RtlIpv4AddressToStringW(const IN_ADDR* address, PWSTR text) {
  return put(write_ipv4(bytes_of(address)).view(), text);
}
LONG NTAPI RtlIpv4AddressToStringExA(const IN_ADDR* address, USHORT port, PSTR text, PULONG length) {
  return write_v4(address, port, text, length);
}
LONG NTAPI RtlIpv4AddressToStringExW(const IN_ADDR* address, USHORT port, PWSTR text, PULONG length) {
  return write_v4(address, port, text, length);
}
LONG NTAPI RtlIpv4StringToAddressA(PCSTR text, BOOLEAN strict, PCSTR* end, IN_ADDR* address) {
  return read_v4(text, strict, end, address);
}
LONG NTAPI RtlIpv4StringToAddressW(PCWSTR text, BOOLEAN strict, PCWSTR* end, IN_ADDR* address) {
  return read_v4(text, strict, end, address);
}
LONG NTAPI RtlIpv4StringToAddressExA(PCSTR text, BOOLEAN strict, IN_ADDR* address, PUSHORT port) {
  return read_v4_endpoint(text, strict, address, port);
}
LONG NTAPI RtlIpv4StringToAddressExW(PCWSTR text, BOOLEAN strict, IN_ADDR* address, PUSHORT port) {
  return read_v4_endpoint(text, strict, address, port);
}

PSTR NTAPI RtlIpv6AddressToStringA(const IN6_ADDR* address, PSTR text) {
  return put(write_ipv6(bytes_of(address)).view(), text);
}
PWSTR NTAPI RtlIpv6AddressToStringW(const IN6_ADDR* address, PWSTR text) {
  return put(write_ipv6(bytes_of(address)).view(), text);
}
LONG NTAPI RtlIpv6AddressToStringExA(const IN6_ADDR* address, ULONG scope, USHORT port, PSTR text, PULONG length) {
  return write_v6(address, scope, port, text, length);
}
LONG NTAPI RtlIpv6AddressToStringExW(const IN6_ADDR* address, ULONG scope, USHORT port, PWSTR text, PULONG length) {
  return write_v6(address, scope, port, text, length);
}
LONG NTAPI RtlIpv6StringToAddressA(PCSTR text, PCSTR* end, IN6_ADDR* address) { return read_v6(text, end, address); }
LONG NTAPI RtlIpv6StringToAddressW(PCWSTR text, PCWSTR* end, IN6_ADDR* address) { return read_v6(text, end, address); }
LONG NTAPI RtlIpv6StringToAddressExA(PCSTR text, IN6_ADDR* address, PULONG scope, PUSHORT port) {
  return read_v6_endpoint(text, address, scope, port);
}
LONG NTAPI RtlIpv6StringToAddressExW(PCWSTR text, IN6_ADDR* address, PULONG scope, PUSHORT port) {
  return read_v6_endpoint(text, address, scope, port);
}

PSTR NTAPI RtlEthernetAddressToStringA(const DL_EUI48* address, PSTR text) { return write_ethernet(address, text); }
PWSTR NTAPI RtlEthernetAddressToStringW(const DL_EUI48* address, PWSTR text) { return write_ethernet(address, text); }
LONG NTAPI RtlEthernetStringToAddressA(PCSTR text, PCSTR* end, DL_EUI48* address) {
  return read_ethernet(text, end, address);
}
LONG NTAPI RtlEthernetStringToAddressW(PCWSTR text, PCWSTR* end, DL_EUI48* address) {
  return read_ethernet(text, end, address);
}

}  // extern "C"
