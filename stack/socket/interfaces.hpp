// interfaces: the stack's links, for those who ask what this machine has: loopback, one for each own address, and those to the outside.
//
// Threads  any, also before the stack was started.
// Memory   the answer is the caller's; std::bad_alloc when there is none.
#pragma once

#include <vector>

#include "stack/lwip/interface_list.hpp"

namespace loopsock {

/// Its number is what packets are labelled with (IP_PKTINFO). All but loopback's and those of links to the outside are links to themselves
/// alone (/32, /128).
using stack_interface = lwip::interface_entry;

/// In the order in which they came. Loopback is there before the start as well.
std::vector<stack_interface> interfaces_now();

}  // namespace loopsock
