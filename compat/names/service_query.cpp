#include "compat/names/service_query.hpp"

#include <svcguid.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <string_view>

#include "stack/socket/literal.hpp"
#include "stack/socket/resolver.hpp"
#include "stack/socket/service_table.hpp"

namespace loopsock::compat {
namespace {

constexpr GUID own_host = SVCID_HOSTNAME;
constexpr GUID host_by_name = SVCID_INET_HOSTADDRBYNAME;
constexpr GUID host_by_text = SVCID_INET_HOSTADDRBYINETSTRING;
constexpr GUID service_by_name = SVCID_INET_SERVICEBYNAME;
constexpr unsigned record_a = 1, record_aaaa = 28;  // RFC 1035, 3.2.2; RFC 3596, 2.1

int error_of(lookup_result result) noexcept {
  switch (result) {
    case lookup_result::found: return 0;
    case lookup_result::no_such_name: return WSASERVICE_NOT_FOUND;
    case lookup_result::no_data: return WSANO_DATA;
    case lookup_result::try_again: return WSATRY_AGAIN;
    case lookup_result::failed: break;
  }
  return WSANO_RECOVERY;
}

/// What the class says of the addresses.
struct host_wish {
  ip_family family = ip_family::none;  // none: both
  std::uint16_t port = 0;
  int protocol = 0;  // 0: TCP unless the query says otherwise
};

// ------------------------------------------------------------------------------------------------------------- transports

bool allows(const service_query& query, int family, int protocol) noexcept {
  if (query.transports.empty()) return true;
  return std::ranges::any_of(query.transports, [&](const auto& one) {
    return (one.first == AF_UNSPEC || one.first == family) && (one.second == 0 || one.second == protocol);
  });
}

// Which transports an address is named with: the class's own; or TCP, and UDP where the query names it.
void add_transports(const service_query& query, const host_wish& wish, const ip_address& address,
                    std::vector<service_address>& out) {
  const int family = address.is_v6() ? AF_INET6 : AF_INET;
  const auto add = [&](int protocol) {
    const int socktype = protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM;
    if (allows(query, family, protocol)) out.push_back({{address, wish.port}, socktype, protocol});
  };
  if (wish.protocol != 0) return add(wish.protocol);
  add(IPPROTO_TCP);
  const bool names_udp =
      std::ranges::any_of(query.transports, [](const auto& one) { return one.second == IPPROTO_UDP; });
  if (names_udp) add(IPPROTO_UDP);
}

ip_family family_of(const service_query& query, const host_wish& wish) noexcept {
  const auto any = [&](int family) {
    return query.transports.empty() || std::ranges::any_of(query.transports, [family](const auto& one) {
             return one.first == family || one.first == AF_UNSPEC;
           });
  };
  const bool v4 = any(AF_INET) && wish.family != ip_family::v6;
  const bool v6 = any(AF_INET6) && wish.family != ip_family::v4;
  return v4 == v6 ? ip_family::none : v4 ? ip_family::v4 : ip_family::v6;
}

// ------------------------------------------------------------------------------------------------------------------ hosts

void add_host(const service_query& query, const host_wish& wish, const host_answer& answer,
              std::vector<service_result>& results) {
  service_result host;
  host.name = answer.name;
  host.blob = blob_kind::host;
  host.aliases = answer.aliases;
  for (const ip_address& one : answer.addresses) {
    add_transports(query, wish, one, host.addresses);
    // A hostent has addresses of one family: IPv4 where there are any, as gethostbyname.
    if (host.hosts.empty() || host.hosts.front().family == one.family) {
      host.hosts.push_back(one);
    } else if (one.is_v4()) {
      host.hosts = {one};
    }
  }
  results.push_back(std::move(host));
  if ((query.flags & LUP_RETURN_ALIASES) == 0) return;
  for (const std::string& alias : answer.aliases) {
    service_result one;
    one.name = alias;
    one.is_alias = true;
    results.push_back(std::move(one));
  }
}

int ask_host(const service_query& query, const host_wish& wish, std::string_view name,
             std::vector<service_result>& results) {
  host_question question;
  question.family = family_of(query, wish);
  question.only_configured = (query.flags & LUP_ADDRCONFIG) != 0;
  host_answer answer;
  const lookup_result found = names().lookup(name, question, answer);
  if (found == lookup_result::found) add_host(query, wish, answer, results);
  return error_of(found);
}

int ask_by_text(const service_query& query, std::vector<service_result>& results) {
  ip_address address;
  if (!query.name || !read_literal(*query.name, address)) return WSAEINVAL;
  host_answer answer;
  const lookup_result found = names().reverse(address, answer);
  if (found == lookup_result::found) add_host(query, {}, answer, results);
  return error_of(found);
}

// --------------------------------------------------------------------------------------------------------------- services

// "http", "http/tcp", "80/tcp".
int ask_service_by_name(const service_query& query, std::vector<service_result>& results) {
  if (!query.name) return WSAEINVAL;
  const std::string_view text = *query.name;
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view transport = text.substr(std::min(slash + 1, text.size()));
  const service_entry* const known = find_service(text.substr(0, slash), transport);
  if (known == nullptr) return WSASERVICE_NOT_FOUND;
  service_result found;
  found.name = known->name;
  found.blob = blob_kind::service;
  found.port = known->port;
  found.transport = known->protocol;
  for (const char* const* alias = known->aliases; *alias != nullptr; ++alias) found.aliases.emplace_back(*alias);
  const bool udp = found.transport == "udp";
  found.addresses.push_back(
      {{ip_address::any_v4(), known->port}, udp ? SOCK_DGRAM : SOCK_STREAM, udp ? IPPROTO_UDP : IPPROTO_TCP});
  results.push_back(std::move(found));
  return 0;
}

// --------------------------------------------------------------------------------------------------------------- by class

// Whether the class is about a host, and what it says of it.
bool is_host_class(const GUID& id, host_wish& wish) noexcept {
  if (id == host_by_name || id == own_host) return true;
  if (IS_SVCID_DNS(&id) && RR_FROM_SVCID(&id) != 0) {
    if (RR_FROM_SVCID(&id) != record_a && RR_FROM_SVCID(&id) != record_aaaa) return false;
    wish.family = RR_FROM_SVCID(&id) == record_a ? ip_family::v4 : ip_family::v6;
    return true;
  }
  const bool tcp = IS_SVCID_TCP(&id), udp = IS_SVCID_UDP(&id);
  wish.port = static_cast<std::uint16_t>(PORT_FROM_SVCID_TCP(&id));
  wish.protocol = udp ? IPPROTO_UDP : IPPROTO_TCP;
  return tcp || udp;
}

}  // namespace

int ask_service(const service_query& query, std::vector<service_result>& results) {
  results.clear();
  // This name space has no containers (Microsoft's page of WSALookupServiceBegin).
  if ((query.flags & LUP_CONTAINERS) != 0) return WSANO_DATA;
  if (!query.service_class) return 0;
  const GUID& id = *query.service_class;
  if (id == host_by_text) return ask_by_text(query, results);
  if (id == service_by_name) return ask_service_by_name(query, results);
  host_wish wish;
  if (!is_host_class(id, wish)) return WSASERVICE_NOT_FOUND;
  if (query.name) return ask_host(query, wish, *query.name, results);
  return id == own_host ? ask_host(query, wish, "", results) : WSAEINVAL;
}

}  // namespace loopsock::compat
