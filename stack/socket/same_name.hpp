// same_name: how names of hosts, services and protocols compare: ASCII letters without regard to case (RFC 4343), every
// other byte as it is. The C library's functions would ask the locale.
#pragma once

#include <cstddef>
#include <string_view>

namespace loopsock {

constexpr char lower_case(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower_case(a[i]) != lower_case(b[i])) return false;
  return true;
}

}  // namespace loopsock
