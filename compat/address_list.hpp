// address_list: the linked lists that getaddrinfo and its relatives give back, in all their shapes.
//
//   one entry = one allocation   [ addrinfo | sockaddr_in or sockaddr_in6 ]      the canonical name is one of its own
//
// A caller may take the list apart and free its entries one by one, because Windows lets it.
//
// Threads  a list belongs to who asked for it.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <type_traits>

#include "compat/address_query.hpp"
#include "compat/out_of_memory.hpp"
#include "compat/socket_address.hpp"
#include "compat/wide_text.hpp"

namespace loopsock::compat {

inline std::string to_utf8(const char* text) { return text; }
inline std::string to_utf8(const wchar_t* text) { return narrow(text); }

template <class Info>
void free_address_list(Info* info) noexcept {
  while (info != nullptr) {
    Info* const next = info->ai_next;
    std::free(info->ai_canonname);
    std::free(info);  // the entry begins with it
    info = next;
  }
}

/// Null when there is no memory.
template <class Char>
Char* copy_address_name(const std::string& name) {
  std::basic_string<Char> text;
  if constexpr (std::is_same_v<Char, char>) {
    text = name;
  } else {
    text = widen(name);
  }
  const std::size_t bytes = (text.size() + 1) * sizeof(Char);
  void* const copy = std::malloc(bytes);
  if (copy != nullptr) std::memcpy(copy, text.c_str(), bytes);
  return static_cast<Char*>(copy);
}

/// Null when there is no memory.
template <class Info>
Info* make_address_entry(const address_found& found, int flags) noexcept {
  struct entry {
    Info info;
    any_sockaddr address;
  };
  auto* const made = static_cast<entry*>(std::calloc(1, sizeof(entry)));
  if (made == nullptr) return nullptr;
  made->info.ai_flags = flags;
  made->info.ai_family = found.where.address.is_v6() ? AF_INET6 : AF_INET;
  made->info.ai_socktype = found.socktype;
  made->info.ai_protocol = found.protocol;
  made->info.ai_addrlen = static_cast<decltype(made->info.ai_addrlen)>(to_sockaddr(found.where, made->address));
  made->info.ai_addr = &made->address.head;
  return &made->info;
}

/// 0 and the list, or not_enough_memory and nothing. May throw std::bad_alloc, and then nothing is left over either.
template <class Info>
int make_address_list(const address_reply& reply, Info*& out) {
  using character = std::remove_pointer_t<decltype(Info::ai_canonname)>;
  Info* first = nullptr;
  Info** end = &first;
  for (const address_found& found : reply.found) {
    *end = make_address_entry<Info>(found, reply.flags);
    if (*end == nullptr) {
      free_address_list(first);
      return not_enough_memory;
    }
    end = &(*end)->ai_next;
  }
  if (first != nullptr && !reply.canonical_name.empty()) {
    first->ai_canonname =
        or_out_of_memory<character*>(nullptr, [&] { return copy_address_name<character>(reply.canonical_name); });
    if (first->ai_canonname == nullptr) {
      free_address_list(first);
      return not_enough_memory;
    }
  }
  out = first;
  return 0;
}

/// Fills in what was asked. 0, or WSANO_RECOVERY: the hints have what only answers have. May throw std::bad_alloc.
template <class Info, class Char>
int read_address_question(const Char* node, const Char* service, const Info* hints, address_query& query) {
  if (node != nullptr) query.node = to_utf8(node);
  if (service != nullptr) query.service = to_utf8(service);
  if (hints == nullptr) return 0;
  if (hints->ai_addrlen != 0 || hints->ai_canonname != nullptr || hints->ai_addr != nullptr ||
      hints->ai_next != nullptr)
    return WSANO_RECOVERY;
  query.flags = hints->ai_flags;
  query.family = hints->ai_family;
  query.socktype = hints->ai_socktype;
  query.protocol = hints->ai_protocol;
  return 0;
}

}  // namespace loopsock::compat
