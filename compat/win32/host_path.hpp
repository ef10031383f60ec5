// host_path: a path as Windows writes it, as the operating system below reads it.
//
//     \tmp\log\a.txt  ─►  /tmp/log/a.txt           a back slash separates
//     \\?\tmp\a.txt   ─►  /tmp/a.txt               the prefix for long paths means nothing here
//
// There are no drives: "C:\a" names an "a" in a folder called "C:", which usually does not exist. Upper and lower case differ.
//
// Threads  any.
// Memory   std::bad_alloc when there is none.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace loopsock::compat {

inline std::string host_path(std::string_view path) {
  constexpr std::string_view long_path = "\\\\?\\";
  if (path.starts_with(long_path)) path.remove_prefix(long_path.size() - 1);
  std::string out(path);
  std::replace(out.begin(), out.end(), '\\', '/');
  return out;
}

}  // namespace loopsock::compat
