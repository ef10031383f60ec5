// network_order: numbers as they travel, most significant byte first, on hosts of either kind.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace loopsock::compat {

/// Reverses the bytes of an unsigned number on hosts that keep the least significant byte first; leaves it alone on others.
/// Its own inverse.
template <class Number>
constexpr Number network_order(Number n) noexcept {
  if constexpr (std::endian::native == std::endian::big) {
    return n;
  } else {
    Number reversed = 0;
    for (std::size_t i = 0; i < sizeof n; ++i) {
      reversed = static_cast<Number>(reversed << 8 | (n & 0xff));
      n = static_cast<Number>(n >> 8);
    }
    return reversed;
  }
}

}  // namespace loopsock::compat
