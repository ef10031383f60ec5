// How an address is written and hashed. The text of an IPv6 address follows RFC 5952, section 4: lower case, no
// leading zeros, the longest run of at least two zero groups as "::" (the first of equals), a mapped address with
// its IPv4 part dotted.
#include "stack/base/address.hpp"

#include <cstring>

namespace loopsock {
namespace {

std::string dotted(const std::uint8_t* b) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    if (i != 0) text += '.';
    text += std::to_string(b[i]);
  }
  return text;
}

void append_hex(std::string& text, unsigned value) {
  constexpr char digits[] = "0123456789abcdef";
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = (value >> shift) & 0xf;
    if (digit == 0 && !started && shift != 0) continue;
    started = true;
    text += digits[digit];
  }
}

std::string groups(const std::array<std::uint8_t, 16>& bytes) {
  std::array<unsigned, 8> group{};
  for (std::size_t i = 0; i < 8; ++i) group[i] = static_cast<unsigned>(bytes[2 * i]) << 8 | bytes[2 * i + 1];

  std::size_t best = 8, best_length = 1;  // a single zero group is not shortened (RFC 5952, 4.2.2)
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && group[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end + 1;
  }

  std::string text;
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      text += "::";
      i += best_length;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    append_hex(text, group[i]);
    ++i;
  }
  return text;
}

// One round of a multiply-and-fold mixer; the constant is the fractional part of the golden ratio.
std::uint64_t mix(std::uint64_t state, std::uint64_t word) noexcept {
  state = (state ^ word) * 0x9e3779b97f4a7c15u;
  return state ^ (state >> 32);
}

}  // namespace

std::string ip_address::to_text() const {
  if (family == ip_family::none) return "none";
  if (is_v4()) return dotted(bytes.data());
  std::string text = is_v4_mapped() ? "::ffff:" + dotted(bytes.data() + 12) : groups(bytes);
  if (scope != 0) text += '%' + std::to_string(scope);
  return text;
}

std::string endpoint::to_text() const {
  const std::string host = address.to_text();
  return (address.is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

}  // namespace loopsock

std::size_t std::hash<loopsock::ip_address>::operator()(const loopsock::ip_address& address) const noexcept {
  std::uint64_t half[2];
  static_assert(sizeof half == sizeof address.bytes);
  std::memcpy(half, address.bytes.data(), sizeof half);
  const std::uint64_t tail = static_cast<std::uint64_t>(address.scope) << 8 | static_cast<std::uint8_t>(address.family);
  return static_cast<std::size_t>(loopsock::mix(loopsock::mix(loopsock::mix(0, half[0] + 1), half[1]), tail));
}

std::size_t std::hash<loopsock::endpoint>::operator()(const loopsock::endpoint& where) const noexcept {
  return static_cast<std::size_t>(loopsock::mix(std::hash<loopsock::ip_address>{}(where.address), where.port));
}
