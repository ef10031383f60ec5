// strsafe: the StringCch and StringCb calls.
#include <strsafe.h>

#include <algorithm>
#include <cstdarg>
#include <cstring>
#include <new>
#include <string>

#include "compat/win32/format_text.hpp"

namespace loopsock::compat {
namespace {

constexpr std::size_t no_limit = SIZE_MAX;

bool good_room(const void* target, std::size_t room) noexcept {
  return target != nullptr && room != 0 && room <= STRSAFE_MAX_CCH;
}

template <class Char>
std::size_t length_within(const Char* text, std::size_t most) noexcept {
  std::size_t length = 0;
  while (length < most && text[length] != 0) ++length;
  return length;
}

/// Writes behind the first `used` characters; NULL is an empty text.
template <class Char>
HRESULT put(Char* target, std::size_t room, std::size_t used, const Char* source, std::size_t most) noexcept {
  const std::size_t left = room - used - 1;
  std::size_t i = 0;
  if (source != nullptr)
    for (; i < left && i < most && source[i] != 0; ++i) target[used + i] = source[i];
  target[used + i] = 0;
  const bool whole = source == nullptr || i == most || source[i] == 0;
  return whole ? S_OK : STRSAFE_E_INSUFFICIENT_BUFFER;
}

template <class Char>
HRESULT copy(Char* target, std::size_t room, const Char* source, std::size_t most = no_limit) noexcept {
  return good_room(target, room) ? put(target, room, 0, source, most) : STRSAFE_E_INVALID_PARAMETER;
}

template <class Char>
HRESULT append(Char* target, std::size_t room, const Char* source, std::size_t most = no_limit) noexcept {
  if (!good_room(target, room)) return STRSAFE_E_INVALID_PARAMETER;
  const std::size_t used = length_within(target, room);
  return used < room ? put(target, room, used, source, most) : STRSAFE_E_INVALID_PARAMETER;
}

template <class Char>
HRESULT print(Char* target, std::size_t room, const Char* format, va_list arguments) noexcept {
  if (!good_room(target, room)) return STRSAFE_E_INVALID_PARAMETER;
  target[0] = 0;
  try {
    std::basic_string<Char> text;
    format_text(text, format, arguments);
    return put(target, room, 0, text.c_str(), no_limit);
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  }
}

template <class Char>
HRESULT measure(const Char* text, std::size_t room, std::size_t unit, std::size_t* length) noexcept {
  const std::size_t found = text != nullptr && room <= STRSAFE_MAX_CCH ? length_within(text, room) : room;
  const bool ended = found < room;
  if (length != nullptr) *length = ended ? found * unit : 0;
  return ended ? S_OK : STRSAFE_E_INVALID_PARAMETER;
}

constexpr std::size_t wide(std::size_t bytes) noexcept { return bytes / sizeof(WCHAR); }

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock;

#define LOOPSOCK_WITH_ARGUMENTS(call)                           \
  va_list arguments;                                            \
  va_start(arguments, format);                                  \
  const HRESULT result = call(target, room, format, arguments); \
  va_end(arguments);                                            \
  return result

extern "C" {

HRESULT WINAPI StringCchCopyA(LPSTR target, size_t room, LPCSTR source) { return compat::copy(target, room, source); }
HRESULT WINAPI StringCchCopyW(LPWSTR target, size_t room, LPCWSTR source) { return compat::copy(target, room, source); }
HRESULT WINAPI StringCbCopyA(LPSTR target, size_t bytes, LPCSTR source) { return compat::copy(target, bytes, source); }
HRESULT WINAPI StringCbCopyW(LPWSTR target, size_t bytes, LPCWSTR source) {
  return compat::copy(target, compat::wide(bytes), source);
}
HRESULT WINAPI StringCchCopyNA(LPSTR target, size_t room, LPCSTR source, size_t count) {
  return compat::copy(target, room, source, count);
}
HRESULT WINAPI StringCchCopyNW(LPWSTR target, size_t room, LPCWSTR source, size_t count) {
  return compat::copy(target, room, source, count);
}
HRESULT WINAPI StringCbCopyNA(LPSTR target, size_t bytes, LPCSTR source, size_t count_bytes) {
  return compat::copy(target, bytes, source, count_bytes);
}
HRESULT WINAPI StringCbCopyNW(LPWSTR target, size_t bytes, LPCWSTR source, size_t count_bytes) {
  return compat::copy(target, compat::wide(bytes), source, compat::wide(count_bytes));
}

HRESULT WINAPI StringCchCatA(LPSTR target, size_t room, LPCSTR source) { return compat::append(target, room, source); }
HRESULT WINAPI StringCchCatW(LPWSTR target, size_t room, LPCWSTR source) {
  return compat::append(target, room, source);
}
HRESULT WINAPI StringCbCatA(LPSTR target, size_t bytes, LPCSTR source) { return compat::append(target, bytes, source); }
HRESULT WINAPI StringCbCatW(LPWSTR target, size_t bytes, LPCWSTR source) {
  return compat::append(target, compat::wide(bytes), source);
}
HRESULT WINAPI StringCchCatNA(LPSTR target, size_t room, LPCSTR source, size_t count) {
  return compat::append(target, room, source, count);
}
HRESULT WINAPI StringCchCatNW(LPWSTR target, size_t room, LPCWSTR source, size_t count) {
  return compat::append(target, room, source, count);
}

HRESULT WINAPI StringCchVPrintfA(LPSTR target, size_t room, LPCSTR format, va_list arguments) {
  return compat::print(target, room, format, arguments);
}
HRESULT WINAPI StringCchVPrintfW(LPWSTR target, size_t room, LPCWSTR format, va_list arguments) {
  return compat::print(target, room, format, arguments);
}
HRESULT WINAPI StringCbVPrintfA(LPSTR target, size_t bytes, LPCSTR format, va_list arguments) {
  return compat::print(target, bytes, format, arguments);
}
HRESULT WINAPI StringCbVPrintfW(LPWSTR target, size_t bytes, LPCWSTR format, va_list arguments) {
  return compat::print(target, compat::wide(bytes), format, arguments);
}

HRESULT WINAPIV StringCchPrintfA(LPSTR target, size_t room, LPCSTR format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(StringCchVPrintfA);
}
HRESULT WINAPIV StringCchPrintfW(LPWSTR target, size_t room, LPCWSTR format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(StringCchVPrintfW);
}
HRESULT WINAPIV StringCbPrintfA(LPSTR target, size_t room, LPCSTR format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(StringCbVPrintfA);
}
HRESULT WINAPIV StringCbPrintfW(LPWSTR target, size_t room, LPCWSTR format, ...) {
  LOOPSOCK_WITH_ARGUMENTS(StringCbVPrintfW);
}

HRESULT WINAPI StringCchLengthA(LPCSTR text, size_t room, size_t* length) {
  return compat::measure(text, room, 1, length);
}
HRESULT WINAPI StringCchLengthW(LPCWSTR text, size_t room, size_t* length) {
  return compat::measure(text, room, 1, length);
}
HRESULT WINAPI StringCbLengthA(LPCSTR text, size_t bytes, size_t* length) {
  return compat::measure(text, bytes, 1, length);
}
HRESULT WINAPI StringCbLengthW(LPCWSTR text, size_t bytes, size_t* length) {
  return compat::measure(text, compat::wide(bytes), sizeof(WCHAR), length);
}

}  // extern "C"
