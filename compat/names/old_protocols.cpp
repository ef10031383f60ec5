// old_protocols: EnumProtocols: the catalogue of WSAEnumProtocols in an older shape, with the names behind the array.
//
// Threads  any.
#include <nspapi.h>

#include <string>

#include "compat/last_error.hpp"
#include "compat/memory_probe.hpp"
#include "compat/names/layout.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/protocol_list.hpp"
#include "compat/wide_text.hpp"

namespace loopsock::compat {
namespace {

// The flags that both shapes have are the same bits.
constexpr DWORD old_flags = 0x3fff;

template <class Info>
int lay_out(const int* wanted, layout& in) {
  using character = std::remove_pointer_t<decltype(Info::lpProtocol)>;
  int count = 0;
  WSAPROTOCOL_INFOW entry;
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, entry);
    if (belongs(entry, wanted, listed::visible)) ++count;
  }
  Info* all = in.take<Info>(static_cast<std::size_t>(count));
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, entry);
    if (!belongs(entry, wanted, listed::visible)) continue;
    character* const name = in.take_text<character>(narrow(entry.szProtocol));
    if (!in.writing()) continue;
    *all++ = {entry.dwServiceFlags1 & old_flags,
              entry.iAddressFamily,
              entry.iMaxSockAddr,
              entry.iMinSockAddr,
              entry.iSocketType,
              entry.iProtocol,
              entry.dwMessageSize,
              name};
  }
  return count;
}

template <class Info>
int enumerate(const int* wanted, void* out, DWORD* bytes) noexcept {
  if (!writable(bytes)) return set_error(ERROR_INVALID_PARAMETER);
  return or_out_of_memory(SOCKET_ERROR, [&] {
    layout counted;
    const int count = lay_out<Info>(wanted, counted);
    const auto needed = static_cast<DWORD>(counted.bytes());
    if (*bytes < needed || !writable(out, needed)) {
      *bytes = needed;
      return set_error(ERROR_INSUFFICIENT_BUFFER);
    }
    layout written(out);
    lay_out<Info>(wanted, written);
    return count;
  });
}

}  // namespace
}  // namespace loopsock::compat

extern "C" {

INT WINAPI EnumProtocolsA(LPINT protocols, LPVOID out, LPDWORD bytes) {
  return loopsock::compat::enumerate<PROTOCOL_INFOA>(protocols, out, bytes);
}

INT WINAPI EnumProtocolsW(LPINT protocols, LPVOID out, LPDWORD bytes) {
  return loopsock::compat::enumerate<PROTOCOL_INFOW>(protocols, out, bytes);
}

}  // extern "C"
