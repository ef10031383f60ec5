// The rules are those of Microsoft's page of getaddrinfo, and where it is silent what Windows does:
//   - a socket type or protocol that the caller did not name stays 0 in the answer, so a host has one entry per address;
//   - only a service given by name decides the type: one entry per address and transport the service is known on;
//   - the protocol of the hints is never checked against the type.
#include "compat/address_query.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

#include <charconv>
#include <string_view>

#include "compat/idn.hpp"
#include "compat/startup.hpp"
#include "stack/socket/literal.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/socket/service_table.hpp"

namespace loopsock::compat {
namespace {

struct transport {
  std::uint16_t port;
  int socktype;
  int protocol;
};

int find_transports(const address_query& query, std::vector<transport>& out) {
  const std::string_view text = query.service ? std::string_view(*query.service) : std::string_view();
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || (problem == std::errc() && end == text.data() + text.size())) {
    out.push_back({port, query.socktype, query.protocol});
    return 0;
  }
  if ((query.flags & AI_NUMERICSERV) != 0) return WSATYPE_NOT_FOUND;

  const auto add = [&](const char* name, int socktype, int protocol) {
    if (query.socktype != 0 && query.socktype != socktype) return;
    if (query.socktype == 0 && query.protocol != 0 && query.protocol != protocol) return;
    const service_entry* service = find_service(text, name);
    if (service == nullptr) return;
    out.push_back({service->port, socktype, query.socktype == 0 ? protocol : query.protocol});
  };
  add("tcp", SOCK_STREAM, IPPROTO_TCP);
  add("udp", SOCK_DGRAM, IPPROTO_UDP);
  return out.empty() ? WSATYPE_NOT_FOUND : 0;
}

int error_of(lookup_result result) noexcept {
  switch (result) {
    case lookup_result::found: return 0;
    case lookup_result::no_such_name: return WSAHOST_NOT_FOUND;
    case lookup_result::no_data: return WSANO_DATA;
    case lookup_result::try_again: return WSATRY_AGAIN;
    case lookup_result::failed: break;
  }
  return WSANO_RECOVERY;
}

// A caller who wants IPv6 addresses only and takes mapped ones (RFC 3493, 6.1): all of them with AI_ALL, otherwise when
// there are no others.
void map_v4(std::vector<ip_address>& addresses, bool keep_all) {
  bool any_v6 = false;
  for (const ip_address& address : addresses) any_v6 = any_v6 || address.is_v6();
  if (any_v6 && !keep_all) std::erase_if(addresses, [](const ip_address& address) { return address.is_v4(); });
  for (ip_address& address : addresses) address = address.to_v4_mapped();
}

int find_hosts(const address_query& query, host_answer& answer, int& flags) {
  const ip_family family = query.family == AF_INET    ? ip_family::v4
                           : query.family == AF_INET6 ? ip_family::v6
                                                      : ip_family::none;
  if (!query.node) {
    const bool passive = (query.flags & AI_PASSIVE) != 0;
    if (family != ip_family::v4) answer.addresses.push_back(passive ? ip_address::any_v6() : ip_address::loopback_v6());
    if (family != ip_family::v6) answer.addresses.push_back(passive ? ip_address::any_v4() : ip_address::loopback_v4());
    return 0;
  }
  ip_address literal;
  if ((query.flags & AI_NUMERICHOST) != 0 && !read_literal(*query.node, literal)) return WSAHOST_NOT_FOUND;

  const bool mapped = family == ip_family::v6 && (query.flags & AI_V4MAPPED) != 0;
  host_question question;
  question.family = mapped ? ip_family::none : family;
  question.only_configured = (query.flags & AI_ADDRCONFIG) != 0;
  question.deadline = query.deadline;
  // Tables that an application or an administrator writes may have the name as it is.
  const bool encodes = (query.flags & AI_DISABLE_IDN_ENCODING) == 0;
  const std::string encoded = encodes ? idn_encoded(*query.node) : *query.node;
  lookup_result result = names().lookup(encoded, question, answer);
  if (result == lookup_result::no_such_name && encoded != *query.node)
    result = names().lookup(*query.node, question, answer);
  if (answer.was_literal && result == lookup_result::no_data) return WSAHOST_NOT_FOUND;
  if (result != lookup_result::found) return error_of(result);
  if (answer.was_literal) flags |= AI_NUMERICHOST;
  if (mapped) map_v4(answer.addresses, (query.flags & AI_ALL) != 0);
  return 0;
}

}  // namespace

int check_question(const address_query& query) noexcept {
  if (!started()) return WSANOTINITIALISED;
  if (!query.node && !query.service) return WSAHOST_NOT_FOUND;
  if (query.family != AF_UNSPEC && query.family != AF_INET && query.family != AF_INET6) return WSAEAFNOSUPPORT;
  if (query.socktype != 0 && query.socktype != SOCK_STREAM && query.socktype != SOCK_DGRAM &&
      query.socktype != SOCK_RAW)
    return WSAESOCKTNOSUPPORT;
  const bool canonical = (query.flags & AI_CANONNAME) != 0;
  if (canonical && (!query.node || (query.flags & AI_FQDN) != 0)) return WSAEINVAL;
  return 0;
}

int find_addresses(const address_query& query, address_reply& reply) {
  reply = {};
  if (const int error = check_question(query)) return error;
  std::vector<transport> transports;
  if (const int error = find_transports(query, transports)) return error;
  host_answer answer;
  if (const int error = find_hosts(query, answer, reply.flags)) return error;

  for (const ip_address& address : answer.addresses)
    for (const transport& t : transports) reply.found.push_back({{address, t.port}, t.socktype, t.protocol});
  if ((query.flags & AI_CANONNAME) != 0) reply.canonical_name = answer.name;
  return 0;
}

}  // namespace loopsock::compat
