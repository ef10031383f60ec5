// crt_printing: Microsoft's printf relatives, all by format_text.
//
// errno  ERANGE where a checked call has no room, EINVAL where it gets nonsense, ENOMEM.
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <new>
#include <string>

#include "compat/wide_text.hpp"
#include "compat/win32/format_text.hpp"

namespace loopsock::compat {
namespace {

int fail(int error) noexcept {
  errno = error;
  return -1;
}

/// Formats and hands the text to `use`, which answers what the call answers.
template <class Char, class Use>
int with_text(const Char* format, va_list arguments, Use use) noexcept {
  if (format == nullptr) return fail(EINVAL);
  try {
    std::basic_string<Char> text;
    format_text(text, format, arguments);
    return text.size() > INT_MAX - 1 ? fail(EOVERFLOW) : use(text);
  } catch (const std::bad_alloc&) {
    return fail(ENOMEM);
  }
}

template <class Char>
int count(const Char* format, va_list arguments) noexcept {
  return with_text(format, arguments, [](const auto& text) { return static_cast<int>(text.size()); });
}

/// _snprintf: no final 0 where there is no room for it.
template <class Char>
int print_unended(Char* target, std::size_t room, const Char* format, va_list arguments) noexcept {
  if (target == nullptr && room == 0) return count(format, arguments);
  if (target == nullptr) return fail(EINVAL);
  return with_text(format, arguments, [&](const auto& text) {
    std::copy_n(text.c_str(), std::min(room, text.size() + 1), target);
    return text.size() <= room ? static_cast<int>(text.size()) : -1;
  });
}

/// sprintf_s and _snprintf_s: all, or at most `most` characters, or with _TRUNCATE what fits.
template <class Char>
int print_checked(Char* target, std::size_t room, std::size_t most, const Char* format, va_list arguments) noexcept {
  if (target == nullptr || room == 0) return fail(EINVAL);
  target[0] = 0;
  return with_text(format, arguments, [&](const auto& text) {
    const std::size_t wanted = std::min(text.size(), most == _TRUNCATE ? room - 1 : most);
    if (wanted >= room) return fail(ERANGE);
    std::copy_n(text.data(), wanted, target);
    target[wanted] = 0;
    return wanted == text.size() ? static_cast<int>(wanted) : -1;
  });
}

constexpr std::size_t all = SIZE_MAX - 1;  // no limit, and not _TRUNCATE

int write(std::FILE* stream, const std::string& text, std::size_t characters) noexcept {
  const bool whole = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  return whole ? static_cast<int>(characters) : -1;
}

int print_to(std::FILE* stream, const char* format, va_list arguments) noexcept {
  return with_text(format, arguments, [&](const std::string& text) { return write(stream, text, text.size()); });
}

int print_to(std::FILE* stream, const wchar_t* format, va_list arguments) noexcept {
  return with_text(format, arguments,
                   [&](const std::wstring& text) { return write(stream, narrow(text), text.size()); });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock;

// Every call with ... is the one with va_list, whose arguments come before it.
#define LOOPSOCK_WITH_ARGUMENTS(call, last, ...)    \
  va_list arguments;                                \
  va_start(arguments, last);                        \
  const int written = call(__VA_ARGS__, arguments); \
  va_end(arguments);                                \
  return written

extern "C" {

int _vsnprintf(char* target, size_t room, const char* format, va_list arguments) {
  return compat::print_unended(target, room, format, arguments);
}
int _vsnwprintf(wchar_t* target, size_t room, const wchar_t* format, va_list arguments) {
  return compat::print_unended(target, room, format, arguments);
}
int _vscprintf(const char* format, va_list arguments) { return compat::count(format, arguments); }
int _vscwprintf(const wchar_t* format, va_list arguments) { return compat::count(format, arguments); }
int vsprintf_s(char* target, size_t room, const char* format, va_list arguments) {
  return compat::print_checked(target, room, compat::all, format, arguments);
}
int vswprintf_s(wchar_t* target, size_t room, const wchar_t* format, va_list arguments) {
  return compat::print_checked(target, room, compat::all, format, arguments);
}
int _vsnprintf_s(char* target, size_t room, size_t most, const char* format, va_list arguments) {
  return compat::print_checked(target, room, most, format, arguments);
}
int _vsnwprintf_s(wchar_t* target, size_t room, size_t most, const wchar_t* format, va_list arguments) {
  return compat::print_checked(target, room, most, format, arguments);
}

int _snprintf(char* target, size_t room, const char* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(_vsnprintf, format, target, room, format);
}
int _snwprintf(wchar_t* target, size_t room, const wchar_t* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(_vsnwprintf, format, target, room, format);
}
int _scprintf(const char* format, ...) { LOOPSOCK_WITH_ARGUMENTS(_vscprintf, format, format); }
int _scwprintf(const wchar_t* format, ...) { LOOPSOCK_WITH_ARGUMENTS(_vscwprintf, format, format); }
int sprintf_s(char* target, size_t room, const char* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(vsprintf_s, format, target, room, format);
}
int swprintf_s(wchar_t* target, size_t room, const wchar_t* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(vswprintf_s, format, target, room, format);
}
int _snprintf_s(char* target, size_t room, size_t most, const char* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(_vsnprintf_s, format, target, room, most, format);
}
int _snwprintf_s(wchar_t* target, size_t room, size_t most, const wchar_t* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(_vsnwprintf_s, format, target, room, most, format);
}
int printf_s(const char* format, ...) { LOOPSOCK_WITH_ARGUMENTS(compat::print_to, format, stdout, format); }
int wprintf_s(const wchar_t* format, ...) { LOOPSOCK_WITH_ARGUMENTS(compat::print_to, format, stdout, format); }
int fprintf_s(FILE* stream, const char* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(compat::print_to, format, stream, format);
}
int fwprintf_s(FILE* stream, const wchar_t* format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(compat::print_to, format, stream, format);
}

}  // extern "C"
