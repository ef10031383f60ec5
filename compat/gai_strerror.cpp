// gai_strerror: errors of getaddrinfo as text.
//
// Each thread has one text of each kind, overwritten by its next call; callers may write into it (Microsoft's page).
#include <winsock2.h>
#include <ws2tcpip.h>

#include <string_view>

#include "compat/error_text.hpp"

namespace {

constexpr std::size_t most = 128;

template <class Char>
Char* put(int error, Char* out) noexcept {
  const std::string_view text = std::string_view(loopsock::compat::error_text(error)).substr(0, most - 1);
  std::size_t i = 0;
  for (const char c : text) out[i++] = static_cast<Char>(c);
  out[i] = 0;
  return out;
}

}  // namespace

extern "C" {

char* WSAAPI gai_strerrorA(int error) {
  static thread_local char text[most];
  return put(error, text);
}

WCHAR* WSAAPI gai_strerrorW(int error) {
  static thread_local WCHAR text[most];
  return put(error, text);
}

}  // extern "C"
