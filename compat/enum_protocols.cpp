// enum_protocols: WSAEnumProtocolsA and W: which sockets can be made here.
#include <winsock2.h>

#include "compat/last_error.hpp"
#include "compat/protocols.hpp"
#include "compat/startup.hpp"

using namespace loopsock::compat;

namespace {

// Whether `protocol` is among `wanted`, which ends with 0; no list wants everything.
bool wants(const int* wanted, int protocol) noexcept {
  if (wanted == nullptr) return true;
  for (; *wanted != 0; ++wanted)
    if (*wanted == protocol) return true;
  return false;
}

void copy(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOW& out) noexcept { out = in; }
void copy(const WSAPROTOCOL_INFOW& in, WSAPROTOCOL_INFOA& out) noexcept { to_narrow(in, out); }

template <class Info>
int enumerate(const int* wanted, Info* out, DWORD* bytes) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  if (bytes == nullptr) return set_error(WSAEFAULT);
  WSAPROTOCOL_INFOW info;
  int count = 0;
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, info);
    if (wants(wanted, info.iProtocol)) ++count;
  }
  const DWORD needed = static_cast<DWORD>(count) * static_cast<DWORD>(sizeof(Info));
  if (out == nullptr || *bytes < needed) {
    *bytes = needed;
    return set_error(WSAENOBUFS);
  }
  for (int i = 0; i < protocol_count(); ++i) {
    protocol_entry_at(i, info);
    if (wants(wanted, info.iProtocol)) copy(info, *out++);
  }
  return count;
}

}  // namespace

extern "C" {

int WSAAPI WSAEnumProtocolsA(LPINT protocols, LPWSAPROTOCOL_INFOA out, LPDWORD bytes) {
  return enumerate(protocols, out, bytes);
}

int WSAAPI WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW out, LPDWORD bytes) {
  return enumerate(protocols, out, bytes);
}

}  // extern "C"
