// How an IPv4 address, and the port behind any address, is read.
//
// The rule for a number is C's: 0x means sixteen, a zero followed by a digit means eight, everything else ten. A prefix must
// be followed by at least one digit of its base ("0x" and "08" are no numbers), and the number ends at the first character
// that is no digit ("0a" is 0, and "008" is 0 with an 8 left over).
#include <array>

#include "stack/socket/address_text.hpp"

namespace loopsock {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr unsigned digit_value(char c) noexcept {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;  // a digit in no base
}

struct number {
  bool ok = false;
  bool overflowed = false;  // more than 32 bits
  std::uint32_t value = 0;
};

/// What a number may be. One that wraps goes on when it overflows, and its value is the low 32 bits; any other ends before that digit.
enum number_rule : unsigned { any_base = 0, decimal_only = 1, wraps = 2 };

number read_number(std::string_view text, std::size_t& at, unsigned rule = any_base) noexcept {
  number result;
  unsigned base = 10;
  if (at + 1 < text.size() && text[at] == '0') {
    if (text[at + 1] == 'x' || text[at + 1] == 'X') {
      base = 16;
      at += 2;
    } else if (is_digit(text[at + 1])) {
      base = 8;
      at += 1;
    }
    if (base != 10 && (rule & decimal_only) != 0) return result;
  }
  std::uint64_t value = 0;
  for (; at < text.size() && digit_value(text[at]) < base; ++at) {
    const std::uint64_t next = value * base + digit_value(text[at]);
    result.ok = true;
    if (next > 0xffffffffu) result.overflowed = true;
    if (result.overflowed && (rule & wraps) == 0) break;
    value = next & 0xffffffffu;
  }
  result.value = static_cast<std::uint32_t>(value);
  return result;
}

bool read_port(std::string_view text, std::uint16_t& port) noexcept {
  std::size_t at = 0;
  const number n = read_number(text, at);
  if (!n.ok || at != text.size() || n.overflowed || n.value == 0 || n.value > 0xffff) return false;
  port = static_cast<std::uint16_t>(n.value);
  return true;
}

}  // namespace

// Where reading stops is what Windows says, too: whether a part is one byte is looked at when all have been read, and a dot in a number's
// place is read.
text_read read_ipv4(std::string_view text, ipv4_form form, std::uint8_t* out) noexcept {
  const bool quad = form == ipv4_form::dotted_quad;
  std::array<number, 4> parts;
  std::size_t count = 0, at = 0;
  for (;;) {
    if (at < text.size() && text[at] == '.') return {false, at + 1};
    number& part = parts[count];
    part = read_number(text, at, (quad ? decimal_only : any_base) | (count == 0 ? wraps : any_base));
    if (!part.ok || (part.overflowed && count != 0)) return {false, at};
    ++count;
    if (at == text.size() || text[at] != '.') break;
    if (count == parts.size()) return {false, at};
    ++at;
  }
  if (quad && count != 4) return {false, at};
  // Every part but the last is one byte.
  for (std::size_t i = 0; i + 1 < count; ++i)
    if (parts[i].overflowed || parts[i].value > 0xff) return {false, at};

  // The last part fills what the others have left of the 32 bits.
  const number& last = parts[count - 1];
  const std::uint32_t most = 0xffffffffu >> (8 * (count - 1));
  if (count > 1 && last.value > most) return {false, at};
  std::uint32_t address = last.value;
  for (std::size_t i = 0; i + 1 < count; ++i) address |= parts[i].value << (24 - 8 * i);
  for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
  return {true, at};
}

bool read_ipv4_endpoint(std::string_view text, ipv4_form form, std::uint8_t* out, std::uint16_t& port) noexcept {
  const text_read address = read_ipv4(text, form, out);
  if (!address.ok) return false;
  std::uint16_t found = 0;
  if (address.used != text.size() && (text[address.used] != ':' || !read_port(text.substr(address.used + 1), found)))
    return false;
  port = found;
  return true;
}

bool read_ipv6_endpoint(std::string_view text, std::uint8_t* out, std::uint32_t& scope, std::uint16_t& port) noexcept {
  const bool bracketed = !text.empty() && text.front() == '[';
  if (bracketed) text.remove_prefix(1);
  const text_read address = read_ipv6(text, out);
  if (!address.ok) return false;
  std::size_t at = address.used;

  std::uint32_t found_scope = 0;
  if (at < text.size() && text[at] == '%') {
    std::uint64_t value = 0;
    const std::size_t first = ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      value = value * 10 + digit_value(text[at]);
      if (value > 0xffffffffu) return false;
    }
    if (at == first) return false;
    found_scope = static_cast<std::uint32_t>(value);
  }

  std::uint16_t found_port = 0;
  if (bracketed) {
    if (at == text.size() || text[at] != ']') return false;
    ++at;
    if (at < text.size() && (text[at] != ':' || !read_port(text.substr(at + 1), found_port))) return false;
  } else if (at != text.size()) {
    return false;
  }
  scope = found_scope;
  port = found_port;
  return true;
}

}  // namespace loopsock
