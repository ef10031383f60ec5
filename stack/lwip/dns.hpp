// dns: asks the DNS through lwIP's resolver, for threads that want to wait.
//
//   thread ── dns_lookup ──► lwIP: query ─► server:53       A and AAAA at the same time
//        sleeps, drives the timers     ◄── callback ◄─ answer, or lwIP gives up
//
// lwIP asks a server again after 1, 1, 2 and 3 seconds and then turns to the next one. It gives one address for each family,
// whatever the answer holds, and nothing is cached (see DNS_MAX_TTL in lwipopts.h).
//
// Threads  any; each waits for its own question. While it waits, a thread runs lwIP's timers itself, so that it depends on nobody.
// Memory   a question belongs to its thread and to lwIP, and is freed by whoever is done with it last.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <loopsock/error.hpp>

#include "stack/base/address.hpp"
#include "stack/host/waiting.hpp"
#include "stack/lwip/dns_servers.hpp"

namespace loopsock::lwip {

/// Replaces the list of servers; they are asked in that order, at port 53. Empty: those that the network tells (dns_servers.hpp), if any. Questions that are under way
/// go on with the new list. invalid_argument: more than most_dns_servers, or an address that cannot be a server's; the old
/// list then stays.
error set_dns_servers(std::span<const ip_address> servers) noexcept;

/// Appends the addresses of `name` to `out`, IPv6 before IPv4; family none asks for both. Blocks until there is an answer, until
/// all servers were silent, or until `deadline`.
///
/// none: there were answers; without addresses in `out` there is no such name, or none with that family, or a server said
/// that it could not answer (lwIP does not tell these apart). Also without servers, and for what cannot be a name, at once.
/// timed_out: no server answered. would_block: too many questions are under way. May throw std::bad_alloc.
error dns_lookup(std::string_view name, ip_family family, std::vector<ip_address>& out, host::time_point deadline);

}  // namespace loopsock::lwip
