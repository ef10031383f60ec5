// ipv4_unaligned_helpers: the questions of ipv4_helpers.h about an address that lies anywhere, as in a packet (Microsoft's mstcpip.h).
//
// The parameter is a pointer to void, because on Linux no type says "perhaps not aligned"; Microsoft's pointers convert to it.
// Any thread, no memory.
#pragma once

#include "address_scopes.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include <string.h>

static inline IN_ADDR loopsock_compat_ipv4_at(const void *address)
{
    IN_ADDR aligned;
    memcpy(&aligned, address, sizeof(aligned));
    return aligned;
}

static inline BOOLEAN IN4_UNALIGNED_ADDR_EQUAL(const void *left, const void *right)
{
    return (BOOLEAN)(memcmp(left, right, sizeof(IN_ADDR)) == 0);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_UNSPECIFIED(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_UNSPECIFIED(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_LOOPBACK(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_LOOPBACK(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_BROADCAST(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_BROADCAST(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_MULTICAST(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_MULTICAST(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_LINKLOCAL(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_LINKLOCAL(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_SITELOCAL(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_SITELOCAL(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_RFC1918(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_RFC1918(&aligned);
}

static inline BOOLEAN IN4_IS_UNALIGNED_ADDR_6TO4ELIGIBLE(const void *address)
{
    const IN_ADDR aligned = loopsock_compat_ipv4_at(address);
    return IN4_IS_ADDR_6TO4ELIGIBLE(&aligned);
}

#endif
