// kernel_peer: the operating system's own TCP over its own loopback. Its .cpp is compiled WITHOUT loopsock's drop-in headers
// on the include path, since it means the system's <sys/socket.h>. This header is neutral.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

enum class kernel_style {
  blocking,  // plain blocking calls, TCP_NODELAY
  spinning,  // the same, but recv is asked again and again and never sleeps
  nagle      // blocking, without TCP_NODELAY, as a socket comes
};

/// Two sockets over 127.0.0.1 with the system's default buffers.
connection open_kernel(kernel_style style);

}  // namespace loopsock_bars
