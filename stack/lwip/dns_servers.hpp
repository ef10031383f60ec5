// dns_servers: whom lwIP's resolver asks: the servers that the program gave, else those that the network told.
//
//   set_dns_servers ─► given ──────────────┐
//   DHCP ─► lwIP's list ─► learnt, IPv4 ───┴─► lwIP's list
//   router advertisements ─► learnt, IPv6 ─┘
//
// lwIP writes what it hears straight into its one list, DHCP and router advertisements over each other. So after each batch of frames
// the list is looked at: what differs from what was put there was heard.
//
// Threads  the core lock is held.
#pragma once

#include <span>

#include "stack/base/address.hpp"

namespace loopsock::lwip {

inline constexpr std::size_t most_dns_servers = 4;  // DNS_MAX_SERVERS

/// At most most_dns_servers. Empty: those that were learnt.
void give_dns_servers(std::span<const ip_address> servers) noexcept;
void learn_dns_servers() noexcept;

/// The one at that place; without a family where there is none.
ip_address dns_server(std::size_t place) noexcept;

}  // namespace loopsock::lwip
