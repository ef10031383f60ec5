// format_message: FormatMessage over the library's own sentences.
#include <windows.h>

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <source_location>
#include <string>
#include <vector>

#include "compat/out_of_memory.hpp"
#include "compat/wide_text.hpp"
#include "compat/win32/failing.hpp"
#include "compat/win32/message_template.hpp"
#include "compat/win32/system_text.hpp"

namespace loopsock::compat {
namespace {

std::wstring as_wide(const char* text) { return widen(text); }
std::wstring as_wide(const wchar_t* text) { return text; }

std::basic_string<char> as_own(const std::wstring& text, char) { return narrow(text); }
std::basic_string<wchar_t> as_own(const std::wstring& text, wchar_t) { return text; }

/// All arguments as pointers: on the 64-bit hosts that this runs on, numbers are passed like them. (A double is not, and does not come
/// through.)
std::vector<std::uintptr_t> gather(int count, DWORD flags, va_list* arguments) {
  std::vector<std::uintptr_t> all;
  if (arguments == nullptr) return all;
  const bool listed = (flags & FORMAT_MESSAGE_ARGUMENT_ARRAY) != 0;
  const auto* const array = reinterpret_cast<const std::uintptr_t*>(arguments);
  for (int i = 0; i < count; ++i) all.push_back(listed ? array[i] : va_arg(*arguments, std::uintptr_t));
  return all;
}

std::wstring on_one_line(const std::wstring& text) {
  std::wstring out;
  for (const wchar_t c : text)
    if (c != '\r') out += c == '\n' ? L' ' : c;
  return out;
}

/// The message's template, or an error.
template <class Char>
int find_template(DWORD flags, const void* source, DWORD id, std::wstring& text) {
  if ((flags & FORMAT_MESSAGE_FROM_STRING) != 0) {
    if (source == nullptr) return ERROR_INVALID_PARAMETER;
    text = as_wide(static_cast<const Char*>(source));
    return 0;
  }
  if ((flags & (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_FROM_HMODULE)) == 0) return ERROR_INVALID_PARAMETER;
  const char* const sentence = system_text(id);
  if (sentence == nullptr) return ERROR_MR_MID_NOT_FOUND;
  text = widen(sentence) + L"\r\n";
  return 0;
}

template <class Char>
DWORD hand_over(const std::basic_string<Char>& text, DWORD flags, Char* target, DWORD room,
                std::source_location where) {
  if ((flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) != 0) {
    const std::size_t characters = std::max<std::size_t>(text.size() + 1, room);
    auto* const memory = static_cast<Char*>(LocalAlloc(LMEM_FIXED, characters * sizeof(Char)));
    *reinterpret_cast<Char**>(target) = memory;
    if (memory == nullptr) return static_cast<DWORD>(refuse(ERROR_NOT_ENOUGH_MEMORY, where));
    target = memory;
  } else if (text.size() >= room) {
    return static_cast<DWORD>(refuse(ERROR_INSUFFICIENT_BUFFER, where));
  }
  std::copy_n(text.c_str(), text.size() + 1, target);
  return static_cast<DWORD>(text.size());
}

template <class Char>
DWORD format_message(DWORD flags, const void* source, DWORD id, Char* target, DWORD room, va_list* arguments,
                     std::source_location where = std::source_location::current()) noexcept {
  if (target == nullptr) return static_cast<DWORD>(refuse(ERROR_INVALID_PARAMETER, where));
  return or_out_of_memory(DWORD{0}, [&] {
    std::wstring text;
    if (const int error = find_template<Char>(flags, source, id, text)) return static_cast<DWORD>(refuse(error, where));
    const bool keep = (flags & FORMAT_MESSAGE_IGNORE_INSERTS) != 0;
    text = fill_in(text, keep, sizeof(Char) == sizeof(wchar_t),
                   gather(keep ? 0 : arguments_needed(text), flags, arguments));
    if ((flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) == FORMAT_MESSAGE_MAX_WIDTH_MASK) text = on_one_line(text);
    return hand_over(as_own(text, Char()), flags, target, room, where);
  });
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id, DWORD, LPSTR target, DWORD room,
                            va_list* arguments) {
  return format_message(flags, source, id, target, room, arguments);
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id, DWORD, LPWSTR target, DWORD room,
                            va_list* arguments) {
  return format_message(flags, source, id, target, room, arguments);
}

}  // extern "C"
