// idn: see idn.hpp. The constants and the names of the variables are RFC 3492's, section 5 and 6.
#include "compat/idn.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "compat/wide_text.hpp"

namespace loopsock::compat {
namespace {

using code_points = std::vector<std::uint32_t>;

constexpr std::uint32_t base = 36, tmin = 1, tmax = 26, skew = 38, damp = 700, initial_bias = 72, initial_n = 128;
constexpr std::size_t longest_label = 63;  // RFC 1035, 2.3.4

bool is_ascii(std::uint32_t c) noexcept { return c < 128; }

std::uint32_t small_letter(std::uint32_t c) noexcept {
  if (c >= 'A' && c <= 'Z') return c + 32;
  if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 32;     // Latin-1, but the multiplication sign
  if (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) return c + 32;  // Greek
  if (c >= 0x410 && c <= 0x42f) return c + 32;                // Cyrillic
  if (c >= 0x400 && c <= 0x40f) return c + 80;
  return c;
}

bool is_dot(std::uint32_t c) noexcept { return c == '.' || c == 0x3002 || c == 0xff0e || c == 0xff61; }

char digit(std::uint32_t value) noexcept { return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26)); }

std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) noexcept {
  delta = first ? delta / damp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (base - tmin) * tmax / 2; k += base) delta /= base - tmin;
  return k + (base - tmin + 1) * delta / (delta + skew);
}

void append_number(std::string& out, std::uint32_t q, std::uint32_t bias) {
  for (std::uint32_t k = base;; k += base) {
    const std::uint32_t t = k <= bias ? tmin : std::min(k - bias, tmax);
    if (q < t) break;
    out += digit(t + (q - t) % (base - t));
    q = (q - t) / (base - t);
  }
  out += digit(q);
}

/// False: the numbers become too large, as only labels do that are far too long.
bool append_punycode(std::string& out, const code_points& label) {
  std::uint32_t n = initial_n, delta = 0, bias = initial_bias, done = 0;
  for (const std::uint32_t c : label) {
    if (!is_ascii(c)) continue;
    out += static_cast<char>(c);
    ++done;
  }
  const std::uint32_t basic = done;
  if (basic != 0) out += '-';
  while (done < label.size()) {
    std::uint32_t next = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t c : label)
      if (c >= n) next = std::min(next, c);
    if (next - n > (std::numeric_limits<std::uint32_t>::max() - delta) / (done + 1)) return false;
    delta += (next - n) * (done + 1);
    n = next;
    for (const std::uint32_t c : label) {
      if (c < n) ++delta;
      if (c != n) continue;
      append_number(out, delta, bias);
      bias = adapt(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
    ++delta;
    ++n;
  }
  return true;
}

bool append_label(std::string& out, const code_points& label) {
  const std::size_t start = out.size();
  if (std::all_of(label.begin(), label.end(), is_ascii)) {
    for (const std::uint32_t c : label) out += static_cast<char>(c);
    return true;
  }
  out += "xn--";
  return append_punycode(out, label) && out.size() - start <= longest_label;
}

}  // namespace

std::string idn_encoded(std::string_view name) {
  if (std::all_of(name.begin(), name.end(), [](char c) { return is_ascii(static_cast<unsigned char>(c)); }))
    return std::string(name);
  std::string out;
  code_points label;
  for (const wchar_t character : widen(name)) {
    const auto c = static_cast<std::uint32_t>(character);
    if (c == 0xfffd) return std::string(name);
    if (!is_dot(c)) {
      label.push_back(small_letter(c));
      continue;
    }
    if (!append_label(out, label)) return std::string(name);
    out += '.';
    label.clear();
  }
  return append_label(out, label) ? out : std::string(name);
}

}  // namespace loopsock::compat
