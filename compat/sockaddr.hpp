// sockaddr: the addresses that calls take and give, with the checks that Winsock makes of them.
//
// The plain conversion is in socket_address.hpp. Whether the family is the socket's is the socket's own check.
//
// Threads  pure functions.
#pragma once

#include <winsock2.h>

#include "compat/socket_address.hpp"
#include "stack/base/address.hpp"

namespace loopsock::compat {

/// Reads an address of the application's. 0, or WSAEFAULT (null or too short for its family), WSAEAFNOSUPPORT (neither IPv4 nor IPv6).
int read_name(const sockaddr* name, int length, endpoint& out) noexcept;

/// Whether an address of that family can be written there: 0, or WSAEFAULT. For calls that must know before they take something.
int check_room(const sockaddr* name, const int* length, ip_family family) noexcept;

/// Writes an address and sets `*length` to its size. 0, or WSAEFAULT, and then nothing was written.
int write_name(const endpoint& where, sockaddr* name, int* length) noexcept;

}  // namespace loopsock::compat
