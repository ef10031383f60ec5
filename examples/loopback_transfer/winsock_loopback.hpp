// winsock_loopback: a connection over loopsock, opened as any Windows program would open it.
//
// WSAStartup must have succeeded before, and WSACleanup comes after the last endpoint is gone.
#pragma once

#include <string>

#include "endpoint.hpp"

namespace loopback_transfer {

/// On which ends SIO_LOOPBACK_FAST_PATH is set before they connect and listen.
enum class ioctl_on { neither, client, both };

/// Which way a connection went, as loopsock_query_path() tells it.
struct route {
  bool fast = false;  // both ends say so
  std::string path;   // "ordinary", "fast"
  std::string why;    // the client's reason, in words
};

struct winsock_connection {
  connection ends;
  route taken;
};

/// Connects two blocking sockets over 127.0.0.1 or ::1, with the default buffers and TCP_NODELAY.
/// Throws std::runtime_error with a sentence that holds the Winsock error.
winsock_connection open_winsock_loopback(family which, ioctl_on marked);

}  // namespace loopback_transfer
