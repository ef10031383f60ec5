// pipe_peer: two pipes, one for each direction: the kernel's shortest way for bytes. Its .cpp is the system's business.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Blocking, of the default size (64 KiB on Linux).
connection open_pipe();

}  // namespace loopsock_bars
