// service_query: what WSALookupServiceBegin asks, and the results that WSALookupServiceNext hands out one by one, in our words.
//
//   class                                  name                what is found
//   SVCID_HOSTNAME                         none                this machine's name and addresses
//                                          a host              as below
//   SVCID_INET_HOSTADDRBYNAME,             a host              its addresses; the aliases as results of their own
//   SVCID_TCP(port), SVCID_UDP(port),                          … with the port
//   SVCID_DNS(A or AAAA)                                       … of one family
//   SVCID_INET_HOSTADDRBYINETSTRING        "127.0.0.1"         the host of that address
//   SVCID_INET_SERVICEBYNAME               "http/tcp"          the service's port
//   none                                   any                 nothing: this stack has no networks to tell of
//
// Threads  a query does not change; results belong to who asked.
#pragma once

#include <winsock2.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stack/base/address.hpp"

namespace loopsock::compat {

/// One transport over which a host can be reached.
struct service_address {
  endpoint where;
  int socktype = 0;
  int protocol = 0;
};

/// What is behind a result for programs that ask for the blob.
enum class blob_kind { none, host, service };

struct service_result {
  std::string name;
  bool is_alias = false;
  std::vector<service_address> addresses;
  // The blob: a hostent or a servent whose pointers are offsets from its beginning.
  blob_kind blob = blob_kind::none;
  std::vector<std::string> aliases;
  std::vector<ip_address> hosts;  // of one family
  int port = 0;                   // in host order
  std::string transport;          // "tcp"
};

struct service_query {
  std::optional<std::string> name;
  std::optional<GUID> service_class;
  DWORD flags = 0;                              // LUP_…
  std::string query_string;                     // handed back with LUP_RETURN_QUERY_STRING
  std::vector<std::pair<int, int>> transports;  // family and protocol, 0 for any; empty: all
};

/// Asks. 0 (with or without results), WSASERVICE_NOT_FOUND, WSANO_DATA, WSAEINVAL, WSATRY_AGAIN, WSANO_RECOVERY. May block, and throw
/// std::bad_alloc.
int ask_service(const service_query& query, std::vector<service_result>& results);

}  // namespace loopsock::compat
