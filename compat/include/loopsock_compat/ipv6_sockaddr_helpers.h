// ipv6_sockaddr_helpers: the same questions and fillings for a whole sockaddr_in6 (Microsoft's ws2ipdef.h, mstcpip.h).
//
// The fillers set every field, so the structure need not be cleared before. Any thread, no memory.
#pragma once

#include "address_scopes.h"
#include "ipv6_address.h"

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

static inline BOOLEAN IN6ADDR_ISISATAP(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_family == AF_INET6 && IN6_IS_ADDR_ISATAP(&address->sin6_addr));
}

static inline BOOLEAN IN6ADDR_IS6TO4(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_family == AF_INET6 && IN6_IS_ADDR_6TO4(&address->sin6_addr));
}

static inline BOOLEAN IN6ADDR_ISTEREDO(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_family == AF_INET6 && IN6_IS_ADDR_TEREDO(&address->sin6_addr));
}

static inline BOOLEAN IN6ADDR_ISUNSPECIFIED(const SOCKADDR_IN6 *address)
{
    return (BOOLEAN)(address->sin6_scope_id == 0 && IN6ADDR_ISANY(address));
}

// The ports do not count, the zones do.
static inline BOOLEAN IN6ADDR_ISEQUAL(const SOCKADDR_IN6 *left, const SOCKADDR_IN6 *right)
{
    return (BOOLEAN)(left->sin6_scope_id == right->sin6_scope_id && IN6_ADDR_EQUAL(&left->sin6_addr, &right->sin6_addr));
}

// `port` (network byte order) goes in as it is; of `scope`, what the address does not tell anyway.
static inline void IN6ADDR_SETSOCKADDR(PSOCKADDR_IN6 address, const IN6_ADDR *ipv6, SCOPE_ID scope, USHORT port)
{
    address->sin6_family = AF_INET6;
    address->sin6_port = port;
    address->sin6_flowinfo = 0;
    memmove(&address->sin6_addr, ipv6, sizeof(*ipv6));
    address->sin6_scope_struct = scope;
    IN6_UNCANONICALIZE_SCOPE_ID(&address->sin6_addr, &address->sin6_scope_struct);
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
    IN4_UNCANONICALIZE_SCOPE_ID(ipv4, &address->sin6_scope_struct);
    address->sin6_port = port;
}

#endif
