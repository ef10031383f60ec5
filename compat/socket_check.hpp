// socket_check: whether a handle names an open socket, for calls that need nothing else of it.
//
// Threads  any.
#pragma once

#include <winsock2.h>

namespace loopsock::compat {

bool is_open_socket(SOCKET s) noexcept;

}  // namespace loopsock::compat
