// crt_strings: comparisons without case, and the checked copies.
#include <windows.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <new>
#include <string>

namespace loopsock::compat {
namespace {

template <class Char>
Char small(Char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<Char>(c + ('a' - 'A')) : c;
}
char capital(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

template <class Char>
int compare(const Char* left, const Char* right, std::size_t count) noexcept {
  using number = std::make_unsigned_t<Char>;
  for (; count != 0; --count, ++left, ++right) {
    const auto a = static_cast<number>(small(*left)), b = static_cast<number>(small(*right));
    if (a != b) return a < b ? -1 : 1;
    if (a == 0) break;
  }
  return 0;
}

template <class Char>
std::size_t length_within(const Char* text, std::size_t most) noexcept {
  std::size_t length = 0;
  while (length < most && text[length] != 0) ++length;
  return length;
}

template <class Char>
Char* duplicate(const Char* text) noexcept {
  if (text == nullptr) return nullptr;
  const std::size_t bytes = (std::char_traits<Char>::length(text) + 1) * sizeof(Char);
  void* const copy = std::malloc(bytes);
  return static_cast<Char*>(copy != nullptr ? std::memcpy(copy, text, bytes) : nullptr);
}

/// Writes `count` characters of `source` at `target + used`, or as many as it has.
template <class Char>
errno_t put(Char* target, std::size_t room, std::size_t used, const Char* source, std::size_t count) noexcept {
  const std::size_t left = room - used;
  const std::size_t wanted = length_within(source, count == _TRUNCATE ? left : std::min(count, left));
  if (wanted < left) {
    std::memmove(target + used, source, wanted * sizeof(Char));
    target[used + wanted] = 0;
    return 0;
  }
  if (count != _TRUNCATE) {
    target[0] = 0;
    return ERANGE;
  }
  std::memmove(target + used, source, (left - 1) * sizeof(Char));
  target[room - 1] = 0;
  return STRUNCATE;
}

template <class Char>
errno_t copy(Char* target, std::size_t room, const Char* source, std::size_t count) noexcept {
  if (target == nullptr || room == 0) return EINVAL;
  if (source == nullptr) {
    target[0] = 0;
    return count == 0 ? 0 : EINVAL;
  }
  return put(target, room, 0, source, count);
}

template <class Char>
errno_t append(Char* target, std::size_t room, const Char* source, std::size_t count) noexcept {
  if (target == nullptr || room == 0) return EINVAL;
  const std::size_t used = length_within(target, room);
  if (source == nullptr || used == room) {
    target[0] = 0;
    return EINVAL;
  }
  return put(target, room, used, source, count);
}

constexpr std::size_t all = SIZE_MAX - 1;  // a count that is no limit, and not _TRUNCATE

errno_t move_bytes(void* target, std::size_t room, const void* source, std::size_t count) noexcept {
  if (count == 0) return 0;
  if (target == nullptr) return EINVAL;
  if (source == nullptr || count > room) {
    std::memset(target, 0, room);
    return source == nullptr ? EINVAL : ERANGE;
  }
  std::memmove(target, source, count);
  return 0;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock;

extern "C" {

int _stricmp(const char* left, const char* right) { return compat::compare(left, right, SIZE_MAX); }
int _strnicmp(const char* left, const char* right, size_t count) { return compat::compare(left, right, count); }
int stricmp(const char* left, const char* right) { return compat::compare(left, right, SIZE_MAX); }
int strnicmp(const char* left, const char* right, size_t count) { return compat::compare(left, right, count); }
int _wcsicmp(const wchar_t* left, const wchar_t* right) { return compat::compare(left, right, SIZE_MAX); }
int _wcsnicmp(const wchar_t* left, const wchar_t* right, size_t count) { return compat::compare(left, right, count); }

char* _strlwr(char* text) {
  std::transform(text, text + std::strlen(text), text, compat::small<char>);
  return text;
}
char* _strupr(char* text) {
  std::transform(text, text + std::strlen(text), text, compat::capital);
  return text;
}

char* _strdup(const char* text) { return compat::duplicate(text); }
wchar_t* _wcsdup(const wchar_t* text) { return compat::duplicate(text); }

errno_t strcpy_s(char* target, size_t room, const char* source) {
  return compat::copy(target, room, source, compat::all);
}
errno_t strcat_s(char* target, size_t room, const char* source) {
  return compat::append(target, room, source, compat::all);
}
errno_t strncpy_s(char* target, size_t room, const char* source, size_t count) {
  return compat::copy(target, room, source, count);
}
errno_t strncat_s(char* target, size_t room, const char* source, size_t count) {
  return compat::append(target, room, source, count);
}
errno_t wcscpy_s(wchar_t* target, size_t room, const wchar_t* source) {
  return compat::copy(target, room, source, compat::all);
}
errno_t wcscat_s(wchar_t* target, size_t room, const wchar_t* source) {
  return compat::append(target, room, source, compat::all);
}
errno_t wcsncpy_s(wchar_t* target, size_t room, const wchar_t* source, size_t count) {
  return compat::copy(target, room, source, count);
}
errno_t wcsncat_s(wchar_t* target, size_t room, const wchar_t* source, size_t count) {
  return compat::append(target, room, source, count);
}

size_t strnlen_s(const char* text, size_t most) { return text == nullptr ? 0 : compat::length_within(text, most); }
size_t wcsnlen_s(const wchar_t* text, size_t most) { return text == nullptr ? 0 : compat::length_within(text, most); }

char* strtok_s(char* text, const char* delimiters, char** context) { return strtok_r(text, delimiters, context); }

errno_t strerror_s(char* target, size_t room, int error) {
  char text[256];
  // The C++ library is built with GNU's form, which may answer with a text of its own.
  return strncpy_s(target, room, strerror_r(error, text, sizeof text), _TRUNCATE) == EINVAL ? EINVAL : 0;
}

errno_t memcpy_s(void* target, size_t room, const void* source, size_t count) {
  return compat::move_bytes(target, room, source, count);
}
errno_t memmove_s(void* target, size_t room, const void* source, size_t count) {
  return compat::move_bytes(target, room, source, count);
}

void* _aligned_malloc(size_t bytes, size_t alignment) {
  const size_t at_least = std::max(alignment, sizeof(void*));
  void* memory = nullptr;
  return posix_memalign(&memory, at_least, bytes) == 0 ? memory : nullptr;
}
void _aligned_free(void* memory) { std::free(memory); }

}  // extern "C"
