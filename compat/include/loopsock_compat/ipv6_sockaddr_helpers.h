// ipv6_sockaddr_helpers: the same questions and fillings for a whole sockaddr_in6 (Microsoft's ws2ipdef.h, mstcpip.h).
//
// The fillers set every field, so the structure need not be cleared before. Any thread, no memory.
#pragma once

#include "ipv6_helpers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

static inline BOOLEAN IN6ADDR_ISANY(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&address->sin6_addr));
}

static inline BOOLEAN IN6ADDR_ISLOOPBACK(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&address->sin6_addr));
}

static inline BOOLEAN IN6ADDR_ISV4MAPPED(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&address->sin6_addr));
}

static inline BOOLEAN IN6ADDR_ISUNSPECIFIED(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_scope_id == 0 && IN6ADDR_ISANY(address));
}

// `scope` and `port` (network byte order) go in as they are.
static inline void IN6ADDR_SETSOCKADDR(PSOCKADDR_IN6 address, const IN6_ADDR *ipv6, SCOPE_ID scope, USHORT port)
{
    address->sin6_family = AF_INET6;
    address->sin6_port = port;
    address->sin6_flowinfo = 0;
    address->sin6_addr = *ipv6;
    address->sin6_scope_struct = scope;
}

static inline void IN6ADDR_SETANY(PSOCKADDR_IN6 address)
{
    memset(address, 0, sizeof(*address));
    address->sin6_family = AF_INET6;
}

static inline void IN6ADDR_SETLOOPBACK(PSOCKADDR_IN6 address)
{
    IN6ADDR_SETANY(address);
    IN6_SET_ADDR_LOOPBACK(&address->sin6_addr);
}

static inline void IN6ADDR_SETV4MAPPED(PSOCKADDR_IN6 address, const IN_ADDR *ipv4, SCOPE_ID scope, USHORT port)
{
    IN6ADDR_SETANY(address);
    IN6_SET_ADDR_V4MAPPED(&address->sin6_addr, ipv4);
    address->sin6_scope_struct = scope;
    address->sin6_port = port;
}

#endif
