// debug_text: wine_dbgstr_*: values as text, in buffers that are used in turn.
#include <windows.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <cwchar>
#include <string>

namespace {

constexpr unsigned buffers = 64;
constexpr std::size_t longest = 300;

const char* keep(const std::string& text) {
  static std::array<std::array<char, longest>, buffers> kept;
  static std::atomic<unsigned> next{0};
  auto& buffer = kept[next.fetch_add(1, std::memory_order_relaxed) % buffers];
  std::snprintf(buffer.data(), buffer.size(), "%s", text.c_str());
  return buffer.data();
}

template <class Character>
std::string quoted(const Character* text, std::size_t length) {
  std::string out = sizeof(Character) == 1 ? "\"" : "L\"";
  for (std::size_t i = 0; i < length && out.size() + 8 < longest; ++i) {
    const auto code = static_cast<unsigned>(static_cast<std::make_unsigned_t<Character>>(text[i]));
    if (code == '"' || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (code >= ' ' && code < 127) {
      out += static_cast<char>(code);
    } else {
      char escape[12];
      std::snprintf(escape, sizeof escape, sizeof(Character) == 1 ? "\\x%02x" : "\\%04x", code);
      out += escape;
    }
  }
  return out + '"';
}

}  // namespace

extern "C" {

const char* wine_dbgstr_an(const char* text, intptr_t length) {
  if (!text) return "(null)";
  return keep(quoted(text, length < 0 ? std::strlen(text) : static_cast<std::size_t>(length)));
}

const char* wine_dbgstr_wn(const WCHAR* text, intptr_t length) {
  if (!text) return "(null)";
  return keep(quoted(text, length < 0 ? std::wcslen(text) : static_cast<std::size_t>(length)));
}

const char* wine_dbgstr_guid(const GUID* id) {
  if (!id) return "(null)";
  char text[48];
  std::snprintf(text, sizeof text, "{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}",
                static_cast<unsigned>(id->Data1), id->Data2, id->Data3, id->Data4[0], id->Data4[1], id->Data4[2],
                id->Data4[3], id->Data4[4], id->Data4[5], id->Data4[6], id->Data4[7]);
  return keep(text);
}

}  // extern "C"
