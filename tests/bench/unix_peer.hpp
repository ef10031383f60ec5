// unix_peer: a pair of Unix stream sockets: what the kernel carries without TCP. Its .cpp is the system's business.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Blocking, with the system's default buffers.
connection open_unix();

}  // namespace loopsock_bars
