// kernel_loopback: a connection over the operating system's own loopback, to compare with.
//
// Its .cpp is the one file of this program that must be compiled WITHOUT loopsock's drop-in headers on the include path:
// it means the system's <sys/socket.h>. This header is neutral.
#pragma once

#include "endpoint.hpp"

namespace loopback_transfer {

/// Connects two kernel sockets over 127.0.0.1 or ::1, blocking, with the system's default buffers and TCP_NODELAY.
/// Throws std::runtime_error with a sentence, for one where the machine has no ::1.
connection open_kernel_loopback(family which);

}  // namespace loopback_transfer
