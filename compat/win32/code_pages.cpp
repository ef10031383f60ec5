// code_pages: MultiByteToWideChar and back. There is one code page, UTF-8, under the several numbers by which programs ask for the usual
// one.
#include <windows.h>

#include <algorithm>
#include <cstring>
#include <cwchar>
#include <limits>
#include <string>
#include <string_view>

#include "compat/out_of_memory.hpp"
#include "compat/wide_text.hpp"
#include "compat/win32/failing.hpp"

namespace loopsock::compat {
namespace {

constexpr wchar_t replacement = 0xfffd;
constexpr std::string_view replacement_utf8 = "\xef\xbf\xbd";

bool is_utf8(UINT code_page) noexcept {
  return code_page == CP_ACP || code_page == CP_OEMCP || code_page == CP_THREAD_ACP || code_page == CP_UTF8;
}

std::size_t count_replacements(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t at = text.find(replacement_utf8); at != text.npos; at = text.find(replacement_utf8, at + 1)) ++count;
  return count;
}

std::size_t count_replacements(std::wstring_view text) noexcept {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), replacement));
}

/// The program's text: -1 says that it ends with a 0, which then belongs to it.
template <class Char>
std::basic_string_view<Char> whole(const Char* text, int length) noexcept {
  if (length >= 0) return {text, static_cast<std::size_t>(length)};
  return {text, std::char_traits<Char>::length(text) + 1};
}

/// Copies as much of `result` as fits, and answers what the calls answer.
template <class Char>
int hand_over(const std::basic_string<Char>& result, Char* target, int room) noexcept {
  if (result.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return refuse(ERROR_INVALID_PARAMETER);
  if (room == 0) return static_cast<int>(result.size());
  const std::size_t fits = std::min(result.size(), static_cast<std::size_t>(room));
  std::copy_n(result.data(), fits, target);
  return fits == result.size() ? static_cast<int>(fits) : refuse(ERROR_INSUFFICIENT_BUFFER);
}

bool good_buffers(const void* source, int source_length, const void* target, int room) noexcept {
  return source != nullptr && source_length != 0 && room >= 0 && (room == 0 || target != nullptr) && source != target;
}

}  // namespace
}  // namespace loopsock::compat

using namespace loopsock::compat;

extern "C" {

int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH text, int text_length, LPWSTR wide, int wide_length) {
  if (!good_buffers(text, text_length, wide, wide_length) || !is_utf8(code_page))
    return refuse(ERROR_INVALID_PARAMETER);
  constexpr DWORD old_flags = MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS;
  const DWORD allowed = MB_ERR_INVALID_CHARS | (code_page == CP_UTF8 ? 0 : old_flags);
  if ((flags & ~allowed) != 0) return refuse(ERROR_INVALID_FLAGS);
  return or_out_of_memory(0, [&] {
    const std::string_view source = whole(text, text_length);
    const std::wstring result = widen(source);
    if ((flags & MB_ERR_INVALID_CHARS) != 0 && count_replacements(result) != count_replacements(source))
      return refuse(ERROR_NO_UNICODE_TRANSLATION);
    return hand_over(result, wide, wide_length);
  });
}

int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH wide, int wide_length, LPSTR text, int text_length,
                               LPCCH default_char, LPBOOL used_default) {
  if (!good_buffers(wide, wide_length, text, text_length) || !is_utf8(code_page))
    return refuse(ERROR_INVALID_PARAMETER);
  if (code_page == CP_UTF8 && (default_char != nullptr || used_default != nullptr))
    return refuse(ERROR_INVALID_PARAMETER);
  constexpr DWORD old_flags = 0x70 | WC_COMPOSITECHECK | WC_NO_BEST_FIT_CHARS;
  const DWORD allowed = WC_ERR_INVALID_CHARS | (code_page == CP_UTF8 ? 0 : old_flags);
  if ((flags & ~allowed) != 0) return refuse(ERROR_INVALID_FLAGS);
  return or_out_of_memory(0, [&] {
    const std::wstring_view source = whole(wide, wide_length);
    const std::string result = narrow(source);
    const bool replaced = count_replacements(result) != count_replacements(source);
    if (replaced && (flags & WC_ERR_INVALID_CHARS) != 0) return refuse(ERROR_NO_UNICODE_TRANSLATION);
    if (used_default != nullptr) *used_default = replaced ? TRUE : FALSE;
    return hand_over(result, text, text_length);
  });
}

UINT WINAPI GetACP(void) { return CP_UTF8; }
UINT WINAPI GetOEMCP(void) { return CP_UTF8; }

}  // extern "C"
