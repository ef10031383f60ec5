// kernel_peer: the operating system's own TCP over its own loopback. Its .cpp is compiled WITHOUT loopsock's drop-in headers
// on the include path, since it means the system's <sys/socket.h>. This header is neutral.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Two blocking sockets over 127.0.0.1 with the system's default buffers and TCP_NODELAY.
connection open_kernel();

}  // namespace loopsock_bars
