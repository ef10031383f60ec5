// name_pattern: which interfaces a capture is about: "lo", "alice:*", "lo,*:eth0". A star stands for any characters, or none; commas part
// alternatives; an empty list means all.
//
// Threads  any: pure.
#pragma once

#include <string_view>

namespace loopsock::capture {

/// One alternative.
constexpr bool matches_one(std::string_view pattern, std::string_view name) noexcept {
  std::size_t p = 0, n = 0, star = std::string_view::npos, resumed = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resumed = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;  // let the last star stand for one more
      n = ++resumed;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

constexpr bool matches(std::string_view patterns, std::string_view name) noexcept {
  if (patterns.empty()) return true;
  for (;;) {
    const std::size_t comma = patterns.find(',');
    if (matches_one(patterns.substr(0, comma), name)) return true;
    if (comma == std::string_view::npos) return false;
    patterns.remove_prefix(comma + 1);
  }
}

}  // namespace loopsock::capture
