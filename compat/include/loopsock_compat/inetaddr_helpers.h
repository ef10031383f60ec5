// inetaddr_helpers: the same questions for an address of either family, behind a sockaddr pointer (mstcpip.h).
//
// The family decides; an address that is neither IPv4 nor IPv6 counts as IPv6, as in Microsoft's header.
// The setters expect the family to be set and the room to be enough for it. Any thread, no memory.
#pragma once

#include "ipv4_sockaddr_helpers.h"
#include "ipv6_sockaddr_helpers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Through void: the caller promises what lies behind the pointer.
#define LOOPSOCK_COMPAT_IPV4(address) ((SOCKADDR_IN *)(void *)(ULONG_PTR)(address))
#define LOOPSOCK_COMPAT_IPV6(address) ((SOCKADDR_IN6 *)(void *)(ULONG_PTR)(address))

static inline BOOLEAN INETADDR_ISANY(const SOCKADDR *address)
{
    return address->sa_family == AF_INET ? IN4ADDR_ISANY(LOOPSOCK_COMPAT_IPV4(address)) : IN6ADDR_ISANY(LOOPSOCK_COMPAT_IPV6(address));
}

static inline BOOLEAN INETADDR_ISLOOPBACK(const SOCKADDR *address)
{
    return address->sa_family == AF_INET ? IN4ADDR_ISLOOPBACK(LOOPSOCK_COMPAT_IPV4(address))
                                         : IN6ADDR_ISLOOPBACK(LOOPSOCK_COMPAT_IPV6(address));
}

static inline BOOLEAN INETADDR_ISV4MAPPED(const SOCKADDR *address)
{
    return address->sa_family == AF_INET6 ? IN6ADDR_ISV4MAPPED(LOOPSOCK_COMPAT_IPV6(address)) : (BOOLEAN)FALSE;
}

// The address itself: an IN_ADDR or an IN6_ADDR inside the structure.
static inline PUCHAR INETADDR_ADDRESS(const SOCKADDR *address)
{
    return address->sa_family == AF_INET ? (PUCHAR)&LOOPSOCK_COMPAT_IPV4(address)->sin_addr
                                         : (PUCHAR)&LOOPSOCK_COMPAT_IPV6(address)->sin6_addr;
}

// In network byte order; both families keep it in the same place.
static inline USHORT INETADDR_PORT(const SOCKADDR *address)
{
    return address->sa_family == AF_INET ? LOOPSOCK_COMPAT_IPV4(address)->sin_port : LOOPSOCK_COMPAT_IPV6(address)->sin6_port;
}

static inline void INETADDR_SET_PORT(PSOCKADDR address, USHORT port)
{
    if (address->sa_family == AF_INET)
        LOOPSOCK_COMPAT_IPV4(address)->sin_port = port;
    else
        LOOPSOCK_COMPAT_IPV6(address)->sin6_port = port;
}

static inline SCOPE_ID INETADDR_SCOPE_ID(const SOCKADDR *address)
{
    return address->sa_family == AF_INET ? IN4ADDR_SCOPE_ID(LOOPSOCK_COMPAT_IPV4(address))
                                         : LOOPSOCK_COMPAT_IPV6(address)->sin6_scope_struct;
}

static inline BOOLEAN INETADDR_ISUNSPECIFIED(const SOCKADDR *address)
{
    return address->sa_family == AF_INET ? IN4ADDR_ISUNSPECIFIED(LOOPSOCK_COMPAT_IPV4(address))
                                         : IN6ADDR_ISUNSPECIFIED(LOOPSOCK_COMPAT_IPV6(address));
}

// The ports do not count.
static inline BOOLEAN INETADDR_ISEQUAL(const SOCKADDR *left, const SOCKADDR *right)
{
    if (left->sa_family != right->sa_family)
        return FALSE;
    return left->sa_family == AF_INET ? IN4ADDR_ISEQUAL(LOOPSOCK_COMPAT_IPV4(left), LOOPSOCK_COMPAT_IPV4(right))
                                      : IN6ADDR_ISEQUAL(LOOPSOCK_COMPAT_IPV6(left), LOOPSOCK_COMPAT_IPV6(right));
}

// Clear the whole structure but the family, then fill the address in.
static inline void INETADDR_SETANY(PSOCKADDR address)
{
    const ADDRESS_FAMILY family = address->sa_family;
    memset(LOOPSOCK_COMPAT_IPV4(address), 0, family == AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6));
    address->sa_family = family;
}

static inline void INETADDR_SETLOOPBACK(PSOCKADDR address)
{
    INETADDR_SETANY(address);
    if (address->sa_family == AF_INET) {
        LOOPSOCK_COMPAT_IPV4(address)->sin_addr.S_un.S_un_b.s_b1 = 127;
        LOOPSOCK_COMPAT_IPV4(address)->sin_addr.S_un.S_un_b.s_b4 = 1;
    } else {
        IN6_SET_ADDR_LOOPBACK(&LOOPSOCK_COMPAT_IPV6(address)->sin6_addr);
    }
}

// `ipv4_or_ipv6` need not be aligned; the port is in network byte order.
static inline void INETADDR_SETSOCKADDR(ADDRESS_FAMILY family, PSOCKADDR address, const void *ipv4_or_ipv6, SCOPE_ID scope, USHORT port)
{
    if (family == AF_INET6) {
        IN6_ADDR six;
        memcpy(&six, ipv4_or_ipv6, sizeof(six));
        IN6ADDR_SETSOCKADDR(LOOPSOCK_COMPAT_IPV6(address), &six, scope, port);
    } else {
        IN_ADDR four;
        memcpy(&four, ipv4_or_ipv6, sizeof(four));
        IN4ADDR_SETSOCKADDR(LOOPSOCK_COMPAT_IPV4(address), &four, port);
    }
}

static inline void INETADDR_SET_ADDRESS(PSOCKADDR address, const UCHAR *bytes)
{
    if (address->sa_family == AF_INET)
        memcpy(&LOOPSOCK_COMPAT_IPV4(address)->sin_addr, bytes, sizeof(IN_ADDR));
    else
        memcpy(&LOOPSOCK_COMPAT_IPV6(address)->sin6_addr, bytes, sizeof(IN6_ADDR));
}

#endif
