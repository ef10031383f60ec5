// layout: a structure and all that it points to in one block of the caller's, whose size he must be told first.
//
//   | structure | array | text | text |        each aligned as its type needs
//
// A function lays its answer out twice: first into a layout without memory, which only counts, then, if that fits, into the caller's.
//
//   void lay_out(layout& in) {
//     thing* const made = in.take<thing>(1);                        nullptr while counting
//     char* const name = in.take_text<char>(text);
//     if (in.writing()) made->name = name;
//   }
//
// Threads  one user.
// Memory   the caller's; offsets count from its beginning, so it should be aligned for any of the types.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "compat/wide_text.hpp"

namespace loopsock::compat {

class layout {
 public:
  /// Counts.
  layout() noexcept = default;
  /// Writes. There is as much room as the same calls have counted.
  explicit layout(void* memory) noexcept : memory_(static_cast<std::byte*>(memory)) {}

  [[nodiscard]] bool writing() const noexcept { return memory_ != nullptr; }
  [[nodiscard]] std::size_t bytes() const noexcept { return used_; }

  /// The next `count` zeroed objects of a plain type.
  template <class Plain>
  Plain* take(std::size_t count) noexcept {
    used_ = (used_ + alignof(Plain) - 1) / alignof(Plain) * alignof(Plain);
    const std::size_t at = used_;
    used_ += count * sizeof(Plain);
    if (memory_ == nullptr) return nullptr;
    std::memset(memory_ + at, 0, count * sizeof(Plain));
    return reinterpret_cast<Plain*>(memory_ + at);
  }

  /// A text with its end, in either kind of characters. May throw std::bad_alloc.
  template <class Char>
  Char* take_text(std::string_view text) {
    if constexpr (sizeof(Char) == 1) {
      return copy(text.data(), text.size());
    } else {
      const std::wstring wide = widen(text);
      return copy(wide.data(), wide.size());
    }
  }

 private:
  template <class Char>
  Char* copy(const Char* text, std::size_t length) noexcept {
    Char* const place = take<Char>(length + 1);
    if (place != nullptr) std::memcpy(place, text, length * sizeof(Char));
    return place;
  }

  std::byte* memory_ = nullptr;
  std::size_t used_ = 0;
};

}  // namespace loopsock::compat
