// How addresses are written. An IPv6 address follows RFC 5952, section 4: lower case, no leading zeros, the longest run of at
// least two zero groups as "::" (the first of equals). Where Windows knows an IPv4 address inside, it ends in a dotted quad:
//
//   ::a.b.c.d           IPv4-compatible (RFC 4291, 2.5.5.1), unless only the last group is set (::1)
//   ::ffff:a.b.c.d      IPv4-mapped (RFC 4291, 2.5.5.2)
//   ::ffff:0:a.b.c.d    IPv4-translated (RFC 2765)
//   …:5efe:a.b.c.d      ISATAP (RFC 5214, 6.1), with or without the universal bit
#include "stack/socket/address_text.hpp"

#include <array>

namespace loopsock {

void address_string::add(char c) noexcept {
  if (length_ + 1 < sizeof text_) text_[length_++] = c;
}

void address_string::add(std::string_view text) noexcept {
  for (const char c : text) add(c);
}

void address_string::add_number(std::uint32_t value) noexcept {
  char digits[10];
  std::size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count != 0) add(digits[--count]);
}

void address_string::add_group(unsigned value) noexcept {
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = (value >> shift) & 0xf;
    started = started || digit != 0 || shift == 0;
    if (started) add("0123456789abcdef"[digit]);
  }
}

namespace {

using groups = std::array<unsigned, 8>;

void add_quad(address_string& text, const std::uint8_t* bytes) noexcept {
  for (int i = 0; i < 4; ++i) {
    if (i != 0) text.add('.');
    text.add_number(bytes[i]);
  }
}

bool ends_in_quad(const groups& g) noexcept {
  const bool four_zeros = g[0] == 0 && g[1] == 0 && g[2] == 0 && g[3] == 0;
  const bool compatible = four_zeros && g[4] == 0 && g[5] == 0 && g[6] != 0;
  const bool mapped = four_zeros && g[4] == 0 && g[5] == 0xffff;
  const bool translated = four_zeros && g[4] == 0xffff && g[5] == 0;
  const bool isatap = (g[4] & ~0x0200u) == 0 && g[5] == 0x5efe;
  return compatible || mapped || translated || isatap;
}

void add_ipv6(address_string& text, const std::uint8_t* bytes) noexcept {
  groups g{};
  for (std::size_t i = 0; i < g.size(); ++i) g[i] = static_cast<unsigned>(bytes[2 * i]) << 8 | bytes[2 * i + 1];
  const bool quad = ends_in_quad(g);
  const std::size_t count = quad ? 6 : 8;

  std::size_t best = count, best_length = 1;  // a single zero group is not shortened (RFC 5952, 4.2.2)
  for (std::size_t i = 0; i < count;) {
    std::size_t end = i;
    while (end < count && g[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end + 1;
  }

  bool colon = false;  // whether the next group needs one before it
  for (std::size_t i = 0; i < count;) {
    if (i == best) {
      text.add("::");
      i += best_length;
      colon = false;
      continue;
    }
    if (colon) text.add(':');
    text.add_group(g[i++]);
    colon = true;
  }
  if (!quad) return;
  if (colon) text.add(':');
  add_quad(text, bytes + 12);
}

void add_scope(address_string& text, std::uint32_t scope) noexcept {
  if (scope == 0) return;
  text.add('%');
  text.add_number(scope);
}

}  // namespace

address_string write_ipv4(const std::uint8_t* bytes) noexcept { return write_ipv4_endpoint(bytes, 0); }

address_string write_ipv6(const std::uint8_t* bytes, std::uint32_t scope) noexcept {
  return write_ipv6_endpoint(bytes, scope, 0);
}

address_string write_ipv4_endpoint(const std::uint8_t* bytes, std::uint16_t port) noexcept {
  address_string text;
  add_quad(text, bytes);
  if (port == 0) return text;
  text.add(':');
  text.add_number(port);
  return text;
}

address_string write_ipv6_endpoint(const std::uint8_t* bytes, std::uint32_t scope, std::uint16_t port) noexcept {
  address_string text;
  if (port != 0) text.add('[');
  add_ipv6(text, bytes);
  add_scope(text, scope);
  if (port == 0) return text;
  text.add("]:");
  text.add_number(port);
  return text;
}

}  // namespace loopsock
