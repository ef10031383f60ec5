// winsock_support: what the files that speak Winsock have in common: a connected pair over 127.0.0.1 and an error in words.
// WSAStartup must have succeeded before.
#pragma once

#include <winsock2.h>

namespace loopsock_bars {

/// Throws std::runtime_error with the call's name and WSAGetLastError().
[[noreturn]] void fail_winsock(const char* call);

/// A TCP socket over IPv4, marked with SIO_LOOPBACK_FAST_PATH or not. The caller closes it.
SOCKET open_tcp(bool marked);

/// Binds to a free port of 127.0.0.1 and fills in the whole address.
void bind_loopback(SOCKET s, sockaddr_in& address);

struct socket_pair {
  SOCKET client = INVALID_SOCKET;
  SOCKET server = INVALID_SOCKET;
};

/// Two connected blocking sockets with the default buffers and TCP_NODELAY. Both ends are marked or neither is, and the path
/// that the connection took is the one that was asked for, or std::runtime_error. The caller closes both.
socket_pair open_pair(bool marked);

}  // namespace loopsock_bars
