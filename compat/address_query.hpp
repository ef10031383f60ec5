// address_query: what getaddrinfo asks and answers, without its linked list, so that the A and the W form share it.
//
// Threads  any.
// Memory   the answer belongs to the caller.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stack/base/address.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::compat {

struct address_query {
  std::optional<std::string> node;     // none: this machine (or the wildcards, with AI_PASSIVE); "": the own addresses
  std::optional<std::string> service;  // none and "": port 0
  int flags = 0;                       // AI_…
  int family = 0;                      // AF_UNSPEC, AF_INET, AF_INET6
  int socktype = 0;                    // 0: not said
  int protocol = 0;                    // handed through as it is
  host::time_point deadline = host::never;
};

struct address_found {
  endpoint where;
  int socktype = 0;
  int protocol = 0;
};

struct address_reply {
  std::vector<address_found> found;
  std::string canonical_name;  // set with AI_CANONNAME
  int flags = 0;               // ai_flags of every entry
};

/// What is wrong with the question itself, before anybody is asked: 0, or one of the errors below.
int check_question(const address_query& query) noexcept;

/// Answers `query`. 0, or what getaddrinfo returns: WSANOTINITIALISED, WSAHOST_NOT_FOUND, WSANO_DATA, WSATRY_AGAIN,
/// WSANO_RECOVERY, WSATYPE_NOT_FOUND, WSAEAFNOSUPPORT, WSAESOCKTNOSUPPORT, WSAEINVAL. May throw std::bad_alloc.
int find_addresses(const address_query& query, address_reply& reply);

}  // namespace loopsock::compat
