// protocol_list: the catalogue as the enumerating calls give it: an array in the caller's block, of all protocols or of those he names.
//
// Threads  any.
#pragma once

#include <winsock2.h>

#include "compat/protocols.hpp"

namespace loopsock::compat {

/// Whether `protocol` is among `wanted`, which ends with 0; no list wants everything.
inline bool wants_protocol(const int* wanted, int protocol) noexcept {
  if (wanted == nullptr) return true;
  for (; *wanted != 0; ++wanted)
    if (*wanted == protocol) return true;
  return false;
}

inline void copy_entry(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOW& out) noexcept { out = in; }
inline void copy_entry(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOA& out) noexcept { to_narrow(in, out); }

/// Entries that bear PFL_HIDDEN are for the calls of service providers only.
enum class listed { visible, all };

inline bool belongs(const WSAPROTOCOL_INFOW& info, const int* wanted, listed which) noexcept {
  if (which == listed::visible && (info.dwProviderFlags & PFL_HIDDEN) != 0) return false;
  return wants_protocol(wanted, info.iProtocol);
}

/// 0 and the number of entries; or WSAEFAULT (no `bytes`), WSAENOBUFS (too few, and *bytes says how many are needed).
template <class Info>
int list_protocols(const int* wanted, listed which, Info* out, DWORD* bytes, int& count) noexcept {
  if (bytes == nullptr) return WSAEFAULT;
  WSAPROTOCOL_INFOW info;
  count = 0;
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, info);
    if (belongs(info, wanted, which)) ++count;
  }
  const DWORD needed = static_cast<DWORD>(count) * static_cast<DWORD>(sizeof(Info));
  if (out == nullptr || *bytes < needed) {
    *bytes = needed;
    return WSAENOBUFS;
  }
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, info);
    if (belongs(info, wanted, which)) copy_entry(info, *out++);
  }
  return 0;
}

}  // namespace loopsock::compat
