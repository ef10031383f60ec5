// crt_numbers: numbers to text and back.
#include <windows.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <cwchar>
#include <string>
#include <type_traits>

#include "compat/out_of_memory.hpp"
#include "compat/win32/host_path.hpp"

namespace loopsock::compat {
namespace {

/// Room for 64 binary digits, a sign and the final 0.
struct digits {
  char text[66];
};

/// A negative number has a sign in base 10, and is its two's complement in all others.
template <class Number>
digits write(Number value, int base) noexcept {
  digits out{};
  if (base < 2 || base > 36) return out;
  char* const end = out.text + sizeof out.text - 1;
  if (base == 10) {
    *std::to_chars(out.text, end, value).ptr = 0;
  } else {
    *std::to_chars(out.text, end, static_cast<std::make_unsigned_t<Number>>(value), base).ptr = 0;
  }
  return out;
}

template <class Number>
char* write_to(Number value, char* target, int base) noexcept {
  return std::strcpy(target, write(value, base).text);
}

/// POSIX' calls with the arguments the other way round.
errno_t split_time(std::tm* result, const std::time_t* time, std::tm* (*split)(const std::time_t*, std::tm*)) noexcept {
  if (result == nullptr || time == nullptr) return EINVAL;
  return split(time, result) != nullptr ? 0 : errno;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock;

extern "C" {

char* _itoa(int value, char* target, int base) { return compat::write_to(value, target, base); }
char* itoa(int value, char* target, int base) { return compat::write_to(value, target, base); }
char* _ltoa(int value, char* target, int base) { return compat::write_to(value, target, base); }
char* _ultoa(unsigned value, char* target, int base) { return compat::write_to(value, target, base); }
char* _i64toa(long long value, char* target, int base) { return compat::write_to(value, target, base); }
char* _ui64toa(unsigned long long value, char* target, int base) { return compat::write_to(value, target, base); }

wchar_t* _itow(int value, wchar_t* target, int base) {
  const compat::digits narrow = compat::write(value, base);
  wchar_t* at = target;
  for (const char* c = narrow.text; (*at++ = static_cast<wchar_t>(*c)) != 0; ++c) {
  }
  return target;
}

errno_t _itoa_s(int value, char* target, size_t room, int base) {
  if (base < 2 || base > 36) return EINVAL;
  return strcpy_s(target, room, compat::write(value, base).text);
}

int _wtoi(const wchar_t* text) { return static_cast<int>(std::wcstol(text, nullptr, 10)); }
long long _atoi64(const char* text) { return std::strtoll(text, nullptr, 10); }
long long _strtoi64(const char* text, char** end, int base) { return std::strtoll(text, end, base); }
unsigned long long _strtoui64(const char* text, char** end, int base) { return std::strtoull(text, end, base); }

errno_t fopen_s(FILE** stream, const char* path, const char* mode) {
  if (stream == nullptr) return EINVAL;
  *stream = nullptr;
  if (path == nullptr || mode == nullptr) return EINVAL;
  return compat::or_out_of_memory(errno_t{ENOMEM}, [&]() -> errno_t {
    *stream = std::fopen(compat::host_path(path).c_str(), mode);
    return *stream != nullptr ? 0 : errno;
  });
}

errno_t localtime_s(struct tm* result, const time_t* time) { return compat::split_time(result, time, localtime_r); }
errno_t gmtime_s(struct tm* result, const time_t* time) { return compat::split_time(result, time, gmtime_r); }

}  // extern "C"
