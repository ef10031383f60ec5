// winsock_support: what the files that speak Winsock have in common: sockets, a connected pair over 127.0.0.1 and an error in
// words. WSAStartup must have succeeded before.
#pragma once

#include <winsock2.h>

namespace loopsock_bars {

/// Throws std::runtime_error with the call's name and WSAGetLastError().
[[noreturn]] void fail_winsock(const char* call);

/// A TCP socket, over IPv4 unless said otherwise, marked with SIO_LOOPBACK_FAST_PATH or not. The caller closes it.
SOCKET open_tcp(bool marked, int family = AF_INET);

/// Binds to a port of 127.0.0.1 and fills in the whole address. The ports are taken in turn from below the dynamic range,
/// because a million outgoing connections hold all of that.
void bind_loopback(SOCKET s, sockaddr_in& address);

/// The same for a socket over IPv6: all addresses of both families. `address` is how an IPv4 client reaches it.
void bind_dual_stack(SOCKET s, sockaddr_in& address);

struct winsock_style {
  bool marked = false;
  bool nagle = false;  // leave Nagle's algorithm on, as a socket comes
};

struct socket_pair {
  SOCKET client = INVALID_SOCKET;
  SOCKET server = INVALID_SOCKET;
};

/// Two connected blocking sockets with the default buffers. Both ends are marked or neither is, and the path that the
/// connection took is the one that was asked for, or std::runtime_error. The caller closes both.
socket_pair open_pair(winsock_style style);

/// std::runtime_error unless the connection went the way that was asked for.
void require_path(SOCKET s, bool marked);

}  // namespace loopsock_bars
