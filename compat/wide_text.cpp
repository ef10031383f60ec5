#include "compat/wide_text.hpp"

#include <cstdint>

namespace loopsock::compat {
namespace {

constexpr std::uint32_t replacement = 0xfffd;

void append_utf8(std::string& out, std::uint32_t c) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      add(0xe0 | c >> 12);
    } else {
      add(0xf0 | c >> 18);
      add(0x80 | (c >> 12 & 0x3f));
    }
    add(0x80 | (c >> 6 & 0x3f));
  }
  add(0x80 | (c & 0x3f));
}

void append_wide(std::wstring& out, std::uint32_t c) {
  if (sizeof(wchar_t) == 2 && c >= 0x10000) {
    out += static_cast<wchar_t>(0xd800 + ((c - 0x10000) >> 10));
    out += static_cast<wchar_t>(0xdc00 + (c & 0x3ff));
  } else {
    out += static_cast<wchar_t>(c);
  }
}

// The code point that begins at `at`, which moves behind it. The table of well-formed sequences is Unicode's 3-7: no
// overlong forms, no surrogates, nothing above U+10FFFF.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) noexcept {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at++);
  if (first < 0x80) return first;
  const unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) return replacement;
  std::uint32_t c = first & (0x3fu >> more);
  for (unsigned i = 0; i < more; ++i) {
    const unsigned next = byte(at + i);
    if ((next & 0xc0) != 0x80) return replacement;
    c = c << 6 | (next & 0x3f);
  }
  constexpr std::uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return replacement;
  at += more;
  return c;
}

}  // namespace

std::string narrow(std::wstring_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t c = static_cast<std::uint32_t>(text[i]);
    const std::uint32_t next = i + 1 < text.size() ? static_cast<std::uint32_t>(text[i + 1]) : 0;
    if (c >= 0xd800 && c < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
      c = 0x10000 + ((c - 0xd800) << 10) + (next - 0xdc00);
      ++i;
    }
    append_utf8(out, (c >= 0xd800 && c < 0xe000) || c > 0x10ffff ? replacement : c);
  }
  return out;
}

std::wstring widen(std::string_view text) {
  std::wstring out;
  for (std::size_t at = 0; at < text.size();) append_wide(out, next_code_point(text, at));
  return out;
}

}  // namespace loopsock::compat
