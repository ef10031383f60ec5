// ipv4_sockaddr_helpers: questions about a whole sockaddr_in, and ways to fill one in (Microsoft's mstcpip.h).
//
// The fillers set every field, so the structure need not be cleared before. Any thread, no memory.
#pragma once

#include "ipv4_helpers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include <string.h>

static inline BOOLEAN IN4ADDR_ISANY(const SOCKADDR_IN *address)
{
    return (BOOLEAN)(address->sin_family == AF_INET && IN4_IS_ADDR_UNSPECIFIED(&address->sin_addr));
}

static inline BOOLEAN IN4ADDR_ISLOOPBACK(const SOCKADDR_IN *address)
{
    return (BOOLEAN)(address->sin_family == AF_INET && IN4_IS_ADDR_LOOPBACK(&address->sin_addr));
}

// IPv4 addresses have no zones, so this is ISANY by another name.
static inline BOOLEAN IN4ADDR_ISUNSPECIFIED(const SOCKADDR_IN *address)
{
    return IN4ADDR_ISANY(address);
}

// The ports do not count.
static inline BOOLEAN IN4ADDR_ISEQUAL(const SOCKADDR_IN *left, const SOCKADDR_IN *right)
{
    return IN4_ADDR_EQUAL(&left->sin_addr, &right->sin_addr);
}

static inline SCOPE_ID IN4ADDR_SCOPE_ID(const SOCKADDR_IN *address)
{
    SCOPE_ID none;
    (void)address;
    none.Value = 0;
    return none;
}

// `port` (network byte order) goes in as it is.
static inline void IN4ADDR_SETSOCKADDR(PSOCKADDR_IN address, const IN_ADDR *ipv4, USHORT port)
{
    const IN_ADDR kept = *ipv4;
    memset(address, 0, sizeof(*address));
    address->sin_family = AF_INET;
    address->sin_port = port;
    address->sin_addr = kept;
}

static inline void IN4ADDR_SETANY(PSOCKADDR_IN address)
{
    memset(address, 0, sizeof(*address));
    address->sin_family = AF_INET;
}

static inline void IN4ADDR_SETLOOPBACK(PSOCKADDR_IN address)
{
    IN4ADDR_SETANY(address);
    address->sin_addr.S_un.S_un_b.s_b1 = 127;
    address->sin_addr.S_un.S_un_b.s_b4 = 1;
}

#endif
