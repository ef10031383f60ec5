// interface_list: the links that lwIP has now, and their numbers.
//
// A link's number is what packets that came through it are labelled with (received_label.hpp), and it stays while the link is up.
//
// Threads  any; the core lock is taken. Before start_core() there are none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stack/base/address.hpp"

namespace loopsock::lwip {

struct interface_entry {
  std::uint32_t number = 0;  // from 1
  bool loopback = false;
  std::vector<ip_address> addresses;   // IPv4 first; without a scope
  std::vector<std::uint8_t> prefixes;  // of each of them, the bits that name its network

  std::vector<bool> dynamic;  // whether each came from DHCP or a router

  // A link to the outside has these too.
  bool outside = false;
  bool up = true;
  std::string name;  // the operating system's
  std::array<std::uint8_t, 6> mac{};
  std::size_t mtu = 65535;
  bool dhcp = false;
  std::vector<ip_address> gateways;
  std::vector<ip_address> dns_servers;
};

/// Appends all links of this thread's node to `out`, in the order in which they came. May throw std::bad_alloc.
void list_interfaces(std::vector<interface_entry>& out);

}  // namespace loopsock::lwip
