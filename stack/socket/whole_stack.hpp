// whole_stack: questions that concern no socket: what was counted, and which addresses are this stack's.
//
// Threads  any, also before the stack was started: all counts are 0 then.
#pragma once

#include <loopsock/path.h>

#include "stack/base/address.hpp"

namespace loopsock {

/// Everything the stack has counted since it started. `size` is left alone.
void read_counters(loopsock_counters& out) noexcept;

/// The own address from which `remote` would be reached; family none without a route.
ip_address source_address_for(const ip_address& remote) noexcept;

}  // namespace loopsock
