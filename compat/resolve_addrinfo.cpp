// resolve_addrinfo: getaddrinfo, GetAddrInfoW and the calls that free what they gave.
//
//   one entry = one allocation   [ addrinfo | sockaddr_in or sockaddr_in6 ]      the canonical name is one of its own
//
// Both return their error and leave it in WSAGetLastError too; on success that is 0. A caller may take the list apart and free
// its entries one by one, because Windows lets it.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "compat/address_query.hpp"
#include "compat/last_error.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/socket_address.hpp"
#include "compat/wide_text.hpp"

using namespace loopsock::compat;

namespace {

std::string to_utf8(const char* text) { return text; }
std::string to_utf8(const wchar_t* text) { return narrow(text); }
void from_utf8(const std::string& text, std::string& out) { out = text; }
void from_utf8(const std::string& text, std::wstring& out) { out = widen(text); }

template <class Info>
struct entry {
  Info info;
  any_sockaddr address;
};

template <class Info>
void free_list(Info* info) noexcept {
  while (info != nullptr) {
    Info* const next = info->ai_next;
    std::free(info->ai_canonname);
    std::free(info);  // the entry begins with it
    info = next;
  }
}

// Null when there is no memory.
template <class Char>
Char* copy_name(const std::string& name) {
  std::basic_string<Char> text;
  from_utf8(name, text);
  const std::size_t bytes = (text.size() + 1) * sizeof(Char);
  void* const copy = std::malloc(bytes);
  if (copy != nullptr) std::memcpy(copy, text.c_str(), bytes);
  return static_cast<Char*>(copy);
}

// Null when there is no memory.
template <class Info>
Info* make_entry(const address_found& found, int flags) noexcept {
  auto* const made = static_cast<entry<Info>*>(std::calloc(1, sizeof(entry<Info>)));
  if (made == nullptr) return nullptr;
  made->info.ai_flags = flags;
  made->info.ai_family = found.where.address.is_v6() ? AF_INET6 : AF_INET;
  made->info.ai_socktype = found.socktype;
  made->info.ai_protocol = found.protocol;
  made->info.ai_addrlen = static_cast<decltype(made->info.ai_addrlen)>(to_sockaddr(found.where, made->address));
  made->info.ai_addr = &made->address.head;
  return &made->info;
}

template <class Info, class Char>
int get(const Char* node, const Char* service, const Info* hints, Info** result) {
  address_query query;
  if (node != nullptr) query.node = to_utf8(node);
  if (service != nullptr) query.service = to_utf8(service);
  if (hints != nullptr) {
    if (hints->ai_addrlen != 0 || hints->ai_canonname != nullptr || hints->ai_addr != nullptr ||
        hints->ai_next != nullptr)
      return WSANO_RECOVERY;
    query.flags = hints->ai_flags;
    query.family = hints->ai_family;
    query.socktype = hints->ai_socktype;
    query.protocol = hints->ai_protocol;
  }
  address_reply reply;
  if (const int error = find_addresses(query, reply)) return error;

  Info* first = nullptr;
  Info** end = &first;
  for (const address_found& found : reply.found) {
    *end = make_entry<Info>(found, reply.flags);
    if (*end == nullptr) {
      free_list(first);
      return not_enough_memory;
    }
    end = &(*end)->ai_next;
  }
  if (first != nullptr && !reply.canonical_name.empty()) {
    first->ai_canonname = copy_name<Char>(reply.canonical_name);
    if (first->ai_canonname == nullptr) {
      free_list(first);
      return not_enough_memory;
    }
  }
  *result = first;
  return 0;
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

VOID WSAAPI freeaddrinfo(PADDRINFOA list) { free_list(list); }
VOID WSAAPI FreeAddrInfoW(PADDRINFOW list) { free_list(list); }

}  // extern "C"
