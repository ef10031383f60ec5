// whole_stack: what concerns no single socket: its timers, what was counted, and which addresses are this stack's.
//
// Threads  any, also before the stack was started: all counts are 0 then.
#pragma once

#include <loopsock/path.h>

#include "stack/base/address.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock {

/// When run_timers() is wanted next: TCP's timers, and what gives back the memory of idle connections.
host::time_point next_timer() noexcept;
void run_timers() noexcept;
/// `tell` is called whenever next_timer() has become earlier, by whoever made it so.
void on_timer_moved(void (*tell)() noexcept) noexcept;

/// Everything the stack has counted since it started. `size` is left alone.
void read_counters(loopsock_counters& out) noexcept;

/// The own address from which `remote` would be reached; family none without a route.
ip_address source_address_for(const ip_address& remote) noexcept;

}  // namespace loopsock
