// interfaces: the stack's links, for those who ask what this machine has: loopback, and one for each own address.
//
// Threads  any, also before the stack was started.
// Memory   the answer is the caller's; std::bad_alloc when there is none.
#pragma once

#include <cstdint>
#include <vector>

#include "stack/base/address.hpp"

namespace loopsock {

struct stack_interface {
  std::uint32_t number = 0;  // as packets are labelled with it (IP_PKTINFO)
  bool loopback = false;
  std::vector<ip_address> addresses;  // IPv4 first; all but loopback's are links to themselves alone (/32, /128)
};

/// In the order in which they came. Loopback is there before the start as well.
std::vector<stack_interface> interfaces_now();

}  // namespace loopsock
