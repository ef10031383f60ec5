// inet_address_helpers: the same questions about an address whose family is told apart from it (Microsoft's mstcpip.h).
//
// Any family but AF_INET6 counts as IPv4, as in Microsoft's header. Any thread, no memory.
#pragma once

#include "ipv4_unaligned_helpers.h"
#include "ipv6_helpers.h"
#include "well_known_addresses.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

static inline SIZE_T INET_ADDR_LENGTH(ADDRESS_FAMILY family)
{
    return family == AF_INET6 ? sizeof(IN6_ADDR) : sizeof(IN_ADDR);
}

static inline SIZE_T INET_SOCKADDR_LENGTH(ADDRESS_FAMILY family)
{
    return family == AF_INET6 ? sizeof(SOCKADDR_IN6) : sizeof(SOCKADDR_IN);
}

static inline BOOLEAN INET_ADDR_EQUAL(ADDRESS_FAMILY family, const void *left, const void *right)
{
    return (BOOLEAN)(memcmp(left, right, INET_ADDR_LENGTH(family)) == 0);
}

static inline BOOLEAN INET_UNALIGNED_ADDR_EQUAL(ADDRESS_FAMILY family, const void *left, const void *right)
{
    return INET_ADDR_EQUAL(family, left, right);
}

static inline BOOLEAN INET_IS_ADDR_UNSPECIFIED(ADDRESS_FAMILY family, const void *address)
{
    return family == AF_INET6 ? IN6_IS_ADDR_UNSPECIFIED((const IN6_ADDR *)address) : IN4_IS_UNALIGNED_ADDR_UNSPECIFIED(address);
}

static inline BOOLEAN INET_IS_UNALIGNED_ADDR_UNSPECIFIED(ADDRESS_FAMILY family, const void *address)
{
    return INET_IS_ADDR_UNSPECIFIED(family, address);
}

static inline BOOLEAN INET_IS_ADDR_LOOPBACK(ADDRESS_FAMILY family, const void *address)
{
    return family == AF_INET6 ? IN6_IS_ADDR_LOOPBACK((const IN6_ADDR *)address) : IN4_IS_UNALIGNED_ADDR_LOOPBACK(address);
}

// IPv6 has no broadcast.
static inline BOOLEAN INET_IS_ADDR_BROADCAST(ADDRESS_FAMILY family, const void *address)
{
    return family == AF_INET6 ? (BOOLEAN)FALSE : IN4_IS_UNALIGNED_ADDR_BROADCAST(address);
}

static inline BOOLEAN INET_IS_ADDR_MULTICAST(ADDRESS_FAMILY family, const void *address)
{
    return family == AF_INET6 ? IN6_IS_ADDR_MULTICAST((const IN6_ADDR *)address) : IN4_IS_UNALIGNED_ADDR_MULTICAST(address);
}

static inline const UCHAR *INET_ADDR_UNSPECIFIED(ADDRESS_FAMILY family)
{
    return family == AF_INET6 ? (const UCHAR *)&in6addr_any : (const UCHAR *)&in4addr_any;
}

static inline void INET_SET_ADDRESS(ADDRESS_FAMILY family, PUCHAR address, const UCHAR *value)
{
    memmove(address, value, INET_ADDR_LENGTH(family));
}

// With their zones.
static inline BOOLEAN NL_ADDR_EQUAL(ADDRESS_FAMILY family, SCOPE_ID left_scope, const UCHAR *left, SCOPE_ID right_scope, const UCHAR *right)
{
    return (BOOLEAN)(left_scope.Value == right_scope.Value && INET_ADDR_EQUAL(family, left, right));
}

static inline BOOLEAN NL_IS_ADDR_UNSPECIFIED(ADDRESS_FAMILY family, SCOPE_ID scope, const UCHAR *address)
{
    return (BOOLEAN)(scope.Value == 0 && INET_IS_ADDR_UNSPECIFIED(family, address));
}

#endif
