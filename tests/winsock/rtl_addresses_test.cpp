// The Rtl calls of <mstcpip.h>: addresses to text and back, and where reading stops, also when it fails. What stops where is Windows'.
#include <mstcpip.h>
#include <winsock2.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace {

constexpr LONG invalid_parameter = static_cast<LONG>(0xC000000D);

struct reading {
  bool ok;
  std::ptrdiff_t used;
  std::string address;  // when ok
  friend bool operator==(const reading&, const reading&) = default;
  friend std::ostream& operator<<(std::ostream& out, const reading& r) {
    return out << (r.ok ? "ok " : "fails ") << r.used << ' ' << r.address;
  }
};

std::string text_of(const IN_ADDR& address) {
  char text[16];
  return {text, RtlIpv4AddressToStringA(&address, text)};
}
std::string text_of(const IN6_ADDR& address) {
  char text[46];
  return {text, RtlIpv6AddressToStringA(&address, text)};
}

/// Both forms read the same, or the test fails.
reading four(const std::string& text, bool strict) {
  IN_ADDR narrow_address{}, wide_address{};
  const char* end = nullptr;
  const LONG result = RtlIpv4StringToAddressA(text.c_str(), strict ? TRUE : FALSE, &end, &narrow_address);
  const std::wstring wide(text.begin(), text.end());
  const wchar_t* wide_end = nullptr;
  CHECK(RtlIpv4StringToAddressW(wide.c_str(), strict ? TRUE : FALSE, &wide_end, &wide_address) == result);
  CHECK(wide_end - wide.c_str() == end - text.c_str());
  CHECK((result == 0 || result == invalid_parameter));
  return {result == 0, end - text.c_str(), result == 0 ? text_of(narrow_address) : ""};
}

reading six(const std::string& text) {
  IN6_ADDR narrow_address{}, wide_address{};
  const char* end = nullptr;
  const LONG result = RtlIpv6StringToAddressA(text.c_str(), &end, &narrow_address);
  const std::wstring wide(text.begin(), text.end());
  const wchar_t* wide_end = nullptr;
  CHECK(RtlIpv6StringToAddressW(wide.c_str(), &wide_end, &wide_address) == result);
  CHECK(wide_end - wide.c_str() == end - text.c_str());
  return {result == 0, end - text.c_str(), result == 0 ? text_of(narrow_address) : ""};
}

}  // namespace

TEST_CASE("rtl: an IPv4 address as text, and the end of the text comes back") {
  const IN_ADDR address = {{{10, 20, 30, 200}}};
  char narrow[16];
  CHECK(RtlIpv4AddressToStringA(&address, narrow) == narrow + 12);
  CHECK(std::string(narrow) == "10.20.30.200");
  wchar_t wide[16];
  CHECK(RtlIpv4AddressToStringW(&address, wide) == wide + 12);
  CHECK(std::wstring(wide) == L"10.20.30.200");
}

TEST_CASE("rtl: with a port, into a block of which the size is told") {
  const IN_ADDR address = {{{10, 20, 30, 200}}};
  char text[32];
  ULONG size = sizeof text;
  CHECK(RtlIpv4AddressToStringExA(&address, htons(8080), text, &size) == 0);
  CHECK(std::string(text) == "10.20.30.200:8080");
  CHECK(size == 18);
  size = 17;
  CHECK(RtlIpv4AddressToStringExA(&address, htons(8080), text, &size) == invalid_parameter);
  CHECK(size == 18);
  size = sizeof text;
  CHECK(RtlIpv4AddressToStringExA(&address, 0, text, &size) == 0);
  CHECK(std::string(text) == "10.20.30.200");
  CHECK(RtlIpv4AddressToStringExA(nullptr, 0, text, &size) == invalid_parameter);
  CHECK(RtlIpv4AddressToStringExA(&address, 0, nullptr, &size) == invalid_parameter);
  CHECK(RtlIpv4AddressToStringExA(&address, 0, text, nullptr) == invalid_parameter);

  const IN6_ADDR link = {{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}}};
  wchar_t wide[65];
  size = 65;
  CHECK(RtlIpv6AddressToStringExW(&link, 7, htons(443), wide, &size) == 0);
  CHECK(std::wstring(wide) == L"[fe80::9%7]:443");
  CHECK(size == 16);
  CHECK(RtlIpv6AddressToStringExW(&link, 7, 0, wide, &size) == 0);
  CHECK(std::wstring(wide) == L"fe80::9%7");
  size = 3;
  CHECK(RtlIpv6AddressToStringExW(&link, 0, 0, wide, &size) == invalid_parameter);
  CHECK(size == 8);
}

TEST_CASE("rtl: an IPv4 address is read in both manners, up to the first character that is not its own") {
  struct row {
    const char* text;
    reading lenient, strict;
  };
  const std::vector<row> rows = {
      {"10.2.3.4", {true, 8, "10.2.3.4"}, {true, 8, "10.2.3.4"}},
      {"10.2.3.4:80", {true, 8, "10.2.3.4"}, {true, 8, "10.2.3.4"}},
      {"10.2.3.4 ", {true, 8, "10.2.3.4"}, {true, 8, "10.2.3.4"}},
      {"10.2.772", {true, 8, "10.2.3.4"}, {false, 8, ""}},
      {"167904004", {true, 9, "10.2.3.4"}, {false, 9, ""}},
      {"0x0a020304", {true, 10, "10.2.3.4"}, {false, 2, ""}},
      {"10.2.3.0x04", {true, 11, "10.2.3.4"}, {false, 9, ""}},
      {"10.2.3.004", {true, 10, "10.2.3.4"}, {false, 8, ""}},
      {"10.2.3.0x", {false, 9, ""}, {false, 9, ""}},
      {"10.2.3.09", {false, 8, ""}, {false, 8, ""}},
      {"10.2.3.0z", {true, 8, "10.2.3.0"}, {true, 8, "10.2.3.0"}},
      {"10.2.3.256", {false, 10, ""}, {false, 10, ""}},
      {"10.2.3.4294967296", {false, 16, ""}, {false, 16, ""}},
      {"300.2.3.4", {false, 9, ""}, {false, 9, ""}},
      {"10.2.3.4.5", {false, 8, ""}, {false, 8, ""}},
      {"10.2.3.", {false, 7, ""}, {false, 7, ""}},
      {"10..3.4", {false, 4, ""}, {false, 4, ""}},
      {".10", {false, 1, ""}, {false, 1, ""}},
      {" 10.2.3.4", {false, 0, ""}, {false, 0, ""}},
      {"ten", {false, 0, ""}, {false, 0, ""}},
      {"", {false, 0, ""}, {false, 0, ""}},
  };
  for (const row& one : rows) {
    INFO(one.text);
    CHECK(four(one.text, false) == one.lenient);
    CHECK(four(one.text, true) == one.strict);
  }
}

TEST_CASE("rtl: an IPv6 address is read up to the first character that is not its own") {
  struct row {
    const char* text;
    reading expected;
  };
  const std::vector<row> rows = {
      {"2001:db8::9", {true, 11, "2001:db8::9"}},
      {"::", {true, 2, "::"}},
      {"::%7", {true, 2, "::"}},
      {"1:2:3:4:5:6:7:8", {true, 15, "1:2:3:4:5:6:7:8"}},
      {"1:2:3:4:5:6:7:8:9", {true, 15, "1:2:3:4:5:6:7:8"}},
      {"::ffff:10.2.3.4", {true, 15, "::ffff:10.2.3.4"}},
      {"64:ff9b::10.2.3.4/96", {true, 17, "64:ff9b::a02:304"}},
      {"2001:db8::12345", {false, 15, ""}},
      {"2001:db8", {false, 8, ""}},
      {"2001:db8::10.2.3", {false, 16, ""}},
      {"10.2.3.4", {false, 8, ""}},
      {"x::1", {false, 0, ""}},
      {"", {false, 0, ""}},
  };
  for (const row& one : rows) {
    INFO(one.text);
    CHECK(six(one.text) == one.expected);
  }
}

TEST_CASE("rtl: with ports and zones, all of the text has to be read") {
  IN_ADDR four_bytes{};
  USHORT port = 0;
  CHECK(RtlIpv4StringToAddressExA("10.2.3.4:8080", TRUE, &four_bytes, &port) == 0);
  CHECK(port == htons(8080));
  CHECK(RtlIpv4StringToAddressExA("10.2.3.4:0x1f90", FALSE, &four_bytes, &port) == 0);
  CHECK(port == htons(8080));
  CHECK(RtlIpv4StringToAddressExW(L"10.2.3.4", TRUE, &four_bytes, &port) == 0);
  CHECK(port == 0);
  port = 4711;
  for (const char* bad : {"10.2.3.4:", "10.2.3.4:0", "10.2.3.4:65536", "10.2.3.4 ", "10.2.3.4: 80", "10.2.3:80"}) {
    INFO(bad);
    CHECK(RtlIpv4StringToAddressExA(bad, TRUE, &four_bytes, &port) == invalid_parameter);
  }
  CHECK(port == 4711);
  CHECK(RtlIpv4StringToAddressExA(nullptr, TRUE, &four_bytes, &port) == invalid_parameter);
  CHECK(RtlIpv4StringToAddressExA("10.2.3.4", TRUE, nullptr, &port) == invalid_parameter);
  CHECK(RtlIpv4StringToAddressExA("10.2.3.4", TRUE, &four_bytes, nullptr) == invalid_parameter);

  IN6_ADDR sixteen{};
  ULONG scope = 0;
  CHECK(RtlIpv6StringToAddressExA("[fe80::9%7]:443", &sixteen, &scope, &port) == 0);
  CHECK(text_of(sixteen) == "fe80::9");
  CHECK(scope == 7);
  CHECK(port == htons(443));
  CHECK(RtlIpv6StringToAddressExW(L"fe80::9%7", &sixteen, &scope, &port) == 0);
  CHECK(port == 0);
  for (const wchar_t* bad : {L"[fe80::9", L"fe80::9]", L"fe80::9%", L"[fe80::9]:", L"[fe80::9]443", L"fe80::9 "})
    CHECK(RtlIpv6StringToAddressExW(bad, &sixteen, &scope, &port) == invalid_parameter);
}

TEST_CASE("rtl: addresses of Ethernet") {
  DL_EUI48 address{};
  const unsigned char bytes[] = {0x00, 0x1b, 0x63, 0x84, 0x45, 0xe6};
  const char* end = nullptr;
  const char dashes[] = "00-1b-63-84-45-E6 and more";
  CHECK(RtlEthernetStringToAddressA(dashes, &end, &address) == 0);
  CHECK(end == dashes + 17);
  CHECK(std::memcmp(&address, bytes, sizeof bytes) == 0);
  char text[18];
  CHECK(RtlEthernetAddressToStringA(&address, text) == text + 17);
  CHECK(std::string(text) == "00-1B-63-84-45-E6");
  wchar_t wide[18];
  CHECK(RtlEthernetAddressToStringW(&address, wide) == wide + 17);
  const wchar_t* wide_end = nullptr;
  CHECK(RtlEthernetStringToAddressW(wide, &wide_end, &address) == 0);
  const char mixed[] = "00-1b:63-84-45-e6";
  CHECK(RtlEthernetStringToAddressA(mixed, &end, &address) == invalid_parameter);
  CHECK(end == mixed + 5);
}
