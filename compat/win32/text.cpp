// text: the lstr calls and wsprintf.
#include <windows.h>

#include <algorithm>
#include <cstdarg>
#include <cstring>
#include <cwchar>
#include <string>
#include <string_view>

#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/win32/format_text.hpp"

namespace loopsock::compat {
namespace {

template <class Char>
Char small(Char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<Char>(c + ('a' - 'A')) : c;
}

template <class Char>
int length(const Char* text) noexcept {
  return text == nullptr ? 0 : static_cast<int>(std::char_traits<Char>::length(text));
}

/// Letters by the alphabet, whatever their case; NULL before everything.
template <class Char>
int compare_letters(const Char* left, const Char* right) noexcept {
  if (left == nullptr || right == nullptr) return (left != nullptr) - (right != nullptr);
  while (*left != 0 && small(*left) == small(*right)) ++left, ++right;
  const auto a = small(*left), b = small(*right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/// The same, and where only the case differs the small letter comes first.
template <class Char>
int compare(const Char* left, const Char* right) noexcept {
  const int letters = compare_letters(left, right);
  if (letters != 0 || left == nullptr) return letters;
  while (*left != 0 && *left == *right) ++left, ++right;
  return *left > *right ? -1 : *left < *right ? 1 : 0;
}

template <class Char>
Char* copy(Char* target, const Char* source) noexcept {
  if (target == nullptr || source == nullptr) return nullptr;
  std::memmove(target, source, (std::char_traits<Char>::length(source) + 1) * sizeof(Char));
  return target;
}

template <class Char>
Char* copy_some(Char* target, const Char* source, int room) noexcept {
  if (target == nullptr || source == nullptr) return nullptr;
  Char* at = target;
  for (; room > 1 && *source != 0; --room) *at++ = *source++;
  if (room > 0) *at = 0;
  return target;
}

template <class Char>
Char* append(Char* target, const Char* source) noexcept {
  if (target == nullptr || source == nullptr) return nullptr;
  copy(target + std::char_traits<Char>::length(target), source);
  return target;
}

template <class Char>
int print(Char* target, const Char* format, va_list arguments) noexcept {
  constexpr std::size_t most = 1023;  // and the final 0
  return or_out_of_memory(0, [&] {
    std::basic_string<Char> text;
    format_text(text, format, arguments);
    text.resize(std::min(text.size(), most));
    std::copy_n(text.c_str(), text.size() + 1, target);
    return static_cast<int>(text.size());
  });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock;

extern "C" {

int WINAPI lstrlenA(LPCSTR text) { return compat::length(text); }
int WINAPI lstrlenW(LPCWSTR text) { return compat::length(text); }
int WINAPI lstrcmpA(LPCSTR left, LPCSTR right) { return compat::compare(left, right); }
int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right) { return compat::compare(left, right); }
int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right) { return compat::compare_letters(left, right); }
int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right) { return compat::compare_letters(left, right); }
LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source) { return compat::copy(target, source); }
LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source) { return compat::copy(target, source); }

LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int length) { return compat::copy_some(target, source, length); }
LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int length) { return compat::copy_some(target, source, length); }

LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source) { return compat::append(target, source); }
LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source) { return compat::append(target, source); }

int WINAPI wvsprintfA(LPSTR target, LPCSTR format, va_list arguments) {
  return compat::print(target, format, arguments);
}
int WINAPI wvsprintfW(LPWSTR target, LPCWSTR format, va_list arguments) {
  return compat::print(target, format, arguments);
}

int WINAPIV wsprintfA(LPSTR target, LPCSTR format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int written = wvsprintfA(target, format, arguments);
  va_end(arguments);
  return written;
}

int WINAPIV wsprintfW(LPWSTR target, LPCWSTR format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int written = wvsprintfW(target, format, arguments);
  va_end(arguments);
  return written;
}

}  // extern "C"
