// ipv6_helpers: questions about an IPv6 address, and ways to fill one in (Microsoft's ws2ipdef.h and ws2tcpip.h).
//
// Inline and without state: any thread, no memory. The ranges are RFC 4291's.
// Each is also a macro of its own name, because portable programs ask with #ifdef.
#pragma once

#include "families.h"
#include "ipv6_address.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include <string.h>

static inline BOOLEAN IN6_ADDR_EQUAL(const IN6_ADDR *left, const IN6_ADDR *right)
{
    return (BOOLEAN)(memcmp(left, right, sizeof(IN6_ADDR)) == 0);
}

// Whether the first `bytes` bytes are all zero.
static inline int loopsock_compat_ipv6_zeros(const IN6_ADDR *address, int bytes)
{
    int i;
    for (i = 0; i < bytes; ++i)
        if (address->u.Byte[i] != 0)
            return 0;
    return 1;
}

static inline BOOLEAN IN6_IS_ADDR_UNSPECIFIED(const IN6_ADDR *address)
{
    return (BOOLEAN)loopsock_compat_ipv6_zeros(address, 16);
}

static inline BOOLEAN IN6_IS_ADDR_LOOPBACK(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_ipv6_zeros(address, 15) && address->u.Byte[15] == 1);
}

static inline BOOLEAN IN6_IS_ADDR_MULTICAST(const IN6_ADDR *address)
{
    return (BOOLEAN)(address->u.Byte[0] == 0xff);
}

// 2000::/3.
static inline BOOLEAN IN6_IS_ADDR_GLOBAL(const IN6_ADDR *address)
{
    return (BOOLEAN)((address->u.Byte[0] & 0xe0) == 0x20);
}

static inline BOOLEAN IN6_IS_ADDR_LINKLOCAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(address->u.Byte[0] == 0xfe && (address->u.Byte[1] & 0xc0) == 0x80);
}

static inline BOOLEAN IN6_IS_ADDR_SITELOCAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(address->u.Byte[0] == 0xfe && (address->u.Byte[1] & 0xc0) == 0xc0);
}

static inline BOOLEAN IN6_IS_ADDR_V4MAPPED(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_ipv6_zeros(address, 10) && address->u.Byte[10] == 0xff && address->u.Byte[11] == 0xff);
}

// ::a.b.c.d, but neither :: nor ::1.
static inline BOOLEAN IN6_IS_ADDR_V4COMPAT(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_ipv6_zeros(address, 12) && !IN6_IS_ADDR_UNSPECIFIED(address) && !IN6_IS_ADDR_LOOPBACK(address));
}

// ::ffff:0:a.b.c.d (RFC 2765).
static inline BOOLEAN IN6_IS_ADDR_V4TRANSLATED(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_ipv6_zeros(address, 8) && address->u.Byte[8] == 0xff && address->u.Byte[9] == 0xff
                     && address->u.Byte[10] == 0 && address->u.Byte[11] == 0);
}

static inline int loopsock_compat_multicast_scope(const IN6_ADDR *address)
{
    return IN6_IS_ADDR_MULTICAST(address) ? address->u.Byte[1] & 0x0f : -1;
}

static inline BOOLEAN IN6_IS_ADDR_MC_NODELOCAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_multicast_scope(address) == 0x1);
}

static inline BOOLEAN IN6_IS_ADDR_MC_LINKLOCAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_multicast_scope(address) == 0x2);
}

static inline BOOLEAN IN6_IS_ADDR_MC_SITELOCAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_multicast_scope(address) == 0x5);
}

static inline BOOLEAN IN6_IS_ADDR_MC_ORGLOCAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_multicast_scope(address) == 0x8);
}

static inline BOOLEAN IN6_IS_ADDR_MC_GLOBAL(const IN6_ADDR *address)
{
    return (BOOLEAN)(loopsock_compat_multicast_scope(address) == 0xe);
}

static inline void IN6_SET_ADDR_UNSPECIFIED(PIN6_ADDR address)
{
    memset(address, 0, sizeof(IN6_ADDR));
}

static inline void IN6_SET_ADDR_LOOPBACK(PIN6_ADDR address)
{
    memset(address, 0, sizeof(IN6_ADDR));
    address->u.Byte[15] = 1;
}

// ::ffff:a.b.c.d for the IPv4 address.
static inline void IN6_SET_ADDR_V4MAPPED(PIN6_ADDR address, const IN_ADDR *ipv4)
{
    memset(address, 0, sizeof(IN6_ADDR));
    address->u.Byte[10] = 0xff;
    address->u.Byte[11] = 0xff;
    memcpy(&address->u.Byte[12], ipv4, sizeof(IN_ADDR));
}

// Where the IPv4 address of a mapped one begins.
static inline const UCHAR *IN6_GET_ADDR_V4MAPPED(const IN6_ADDR *address)
{
    return &address->u.Byte[12];
}

#define IN6_ARE_ADDR_EQUAL IN6_ADDR_EQUAL
#define IN6_IS_ADDR_UNSPECIFIED IN6_IS_ADDR_UNSPECIFIED
#define IN6_IS_ADDR_LOOPBACK IN6_IS_ADDR_LOOPBACK
#define IN6_IS_ADDR_MULTICAST IN6_IS_ADDR_MULTICAST
#define IN6_IS_ADDR_LINKLOCAL IN6_IS_ADDR_LINKLOCAL
#define IN6_IS_ADDR_SITELOCAL IN6_IS_ADDR_SITELOCAL
#define IN6_IS_ADDR_V4MAPPED IN6_IS_ADDR_V4MAPPED
#define IN6_IS_ADDR_V4COMPAT IN6_IS_ADDR_V4COMPAT
#define IN6_IS_ADDR_MC_NODELOCAL IN6_IS_ADDR_MC_NODELOCAL
#define IN6_IS_ADDR_MC_LINKLOCAL IN6_IS_ADDR_MC_LINKLOCAL
#define IN6_IS_ADDR_MC_SITELOCAL IN6_IS_ADDR_MC_SITELOCAL
#define IN6_IS_ADDR_MC_ORGLOCAL IN6_IS_ADDR_MC_ORGLOCAL
#define IN6_IS_ADDR_MC_GLOBAL IN6_IS_ADDR_MC_GLOBAL

#endif
