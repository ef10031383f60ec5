// resolve_addrinfo: getaddrinfo, GetAddrInfoW and the calls that free what they gave.
//
// Both return their error and leave it in WSAGetLastError too; on success that is 0.
#include <winsock2.h>
#include <ws2tcpip.h>

#include "compat/address_list.hpp"
#include "compat/address_query.hpp"
#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"

using namespace loopsock::compat;

namespace {

template <class Info, class Char>
int get(const Char* node, const Char* service, const Info* hints, Info** result) {
  address_query query;
  if (const int error = read_address_question(node, service, hints, query)) return error;
  address_reply reply;
  if (const int error = find_addresses(query, reply)) return error;
  return make_address_list(reply, *result);
}

template <class Info, class Char>
int get_and_tell(const Char* node, const Char* service, const Info* hints, Info** result) noexcept {
  int error = WSAEFAULT;
  if (result != nullptr) {
    *result = nullptr;
    error = or_out_of_memory(not_enough_memory, [&] { return get(node, service, hints, result); });
  }
  set_last_error(error);
  return error;
}

}  // namespace

extern "C" {

INT WSAAPI getaddrinfo(PCSTR node, PCSTR service, const ADDRINFOA* hints, PADDRINFOA* result) {
  return get_and_tell(node, service, hints, result);
}

INT WSAAPI GetAddrInfoW(PCWSTR node, PCWSTR service, const ADDRINFOW* hints, PADDRINFOW* result) {
  return get_and_tell(node, service, hints, result);
}

VOID WSAAPI freeaddrinfo(PADDRINFOA list) { free_address_list(list); }
VOID WSAAPI FreeAddrInfoW(PADDRINFOW list) { free_address_list(list); }

}  // extern "C"
