// enum_protocols: WSAEnumProtocolsA and W: which sockets can be made here.
#include <winsock2.h>

#include "compat/last_error.hpp"
#include "compat/protocol_list.hpp"
#include "compat/startup.hpp"

using namespace loopsock::compat;

namespace {

template <class Info>
int enumerate(const int* wanted, Info* out, DWORD* bytes) noexcept {
  if (!started()) return set_error(WSANOTINITIALISED);
  int count = 0;
  const int failed = list_protocols(wanted, listed::visible, out, bytes, count);
  return failed == 0 ? count : set_error(failed);
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
