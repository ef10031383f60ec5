// enum_name_spaces: WSAEnumNameSpaceProviders in its forms: who answers questions about names.
//
// Threads  any.
#include <winsock2.h>
#include <ws2spi.h>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/names/layout.hpp"
#include "compat/names/name_spaces.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/startup.hpp"

namespace loopsock::compat {
namespace {

constexpr const char* provider_name = "loopsock names";
constexpr DWORD provider_version = 1;

// `Info` is any of the four structures; what is the provider's own stays empty.
template <class Info>
void lay_out(layout& in) {
  using character = std::remove_pointer_t<decltype(Info::lpszIdentifier)>;
  Info* const made = in.take<Info>(1);
  character* const name = in.take_text<character>(provider_name);
  if (!in.writing()) return;
  made->NSProviderId = name_provider;
  made->dwNameSpace = NS_DNS;
  made->fActive = TRUE;
  made->dwVersion = provider_version;
  made->lpszIdentifier = name;
}

template <class Info>
int enumerate(DWORD* bytes, Info* out) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (!writable(bytes)) return set_error(WSAEFAULT);
  return or_out_of_memory(SOCKET_ERROR, [&] {
    layout counted;
    lay_out<Info>(counted);
    const auto needed = static_cast<DWORD>(counted.bytes());
    if (*bytes < needed || !writable(out, needed)) {
      *bytes = needed;
      return set_error(WSAEFAULT);
    }
    layout written(out);
    lay_out<Info>(written);
    return 1;
  });
}

// Nobody answers for 32-bit programs: there are none.
int enumerate_nothing(const DWORD* bytes) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  return readable(bytes) ? 0 : set_error(WSAEFAULT);
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

INT WSAAPI WSAEnumNameSpaceProvidersA(LPDWORD bytes, LPWSANAMESPACE_INFOA out) {
  return loopsock::compat::enumerate(bytes, out);
}

INT WSAAPI WSAEnumNameSpaceProvidersW(LPDWORD bytes, LPWSANAMESPACE_INFOW out) {
  return loopsock::compat::enumerate(bytes, out);
}

INT WSAAPI WSAEnumNameSpaceProvidersExA(LPDWORD bytes, LPWSANAMESPACE_INFOEXA out) {
  return loopsock::compat::enumerate(bytes, out);
}

INT WSAAPI WSAEnumNameSpaceProvidersExW(LPDWORD bytes, LPWSANAMESPACE_INFOEXW out) {
  return loopsock::compat::enumerate(bytes, out);
}

INT WSAAPI WSCEnumNameSpaceProviders32(LPDWORD bytes, LPWSANAMESPACE_INFOW) {
  return loopsock::compat::enumerate_nothing(bytes);
}

INT WSAAPI WSCEnumNameSpaceProvidersEx32(LPDWORD bytes, LPWSANAMESPACE_INFOEXW) {
  return loopsock::compat::enumerate_nothing(bytes);
}

}  // extern "C"
