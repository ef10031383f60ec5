// handing_out: texts that calls give into a buffer of the caller's, when they answer with a length: the text's if it fits, else what
// would be needed.
//
// Threads  any.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "compat/wide_text.hpp"

namespace loopsock::compat {

inline std::string in_alphabet(const std::string& text, char) { return text; }
inline std::wstring in_alphabet(const std::string& text, wchar_t) { return widen(text); }

/// Without the final 0 if it was written, with it if the room is too small; then the buffer is not touched.
template <class Char>
std::uint32_t hand_out(const std::string& text, Char* target, std::uint32_t room) {
  const std::basic_string<Char> own = in_alphabet(text, Char());
  const auto length = static_cast<std::uint32_t>(own.size());
  if (target == nullptr || room <= length) return length + 1;
  std::copy_n(own.c_str(), length + 1, target);
  return length;
}

}  // namespace loopsock::compat
