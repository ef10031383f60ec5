// interface_list: the links that lwIP has now, and their numbers.
//
// A link's number is what packets that came through it are labelled with (received_label.hpp), and it stays while the link is up.
//
// Threads  any; the core lock is taken. Before start_core() there are none.
#pragma once

#include <cstdint>
#include <vector>

#include "stack/base/address.hpp"

namespace loopsock::lwip {

struct interface_entry {
  std::uint32_t number = 0;  // from 1
  bool loopback = false;
  std::vector<ip_address> addresses;  // IPv4 first; without a scope
};

/// Appends all links of this thread's node to `out`, in the order in which they came. May throw std::bad_alloc.
void list_interfaces(std::vector<interface_entry>& out);

}  // namespace loopsock::lwip
