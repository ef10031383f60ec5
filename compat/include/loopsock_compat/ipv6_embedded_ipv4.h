// ipv6_embedded_ipv4: IPv6 addresses that carry an IPv4 address: compatible (RFC 4291), ISATAP (RFC 5214), 6to4 (RFC 3056), Teredo (RFC 4380).
// Mapped ones are in ipv6_helpers.h. Microsoft has these in mstcpip.h.
//
// The "extract" functions give where the four bytes begin, which need not be aligned. Any thread, no memory.
#pragma once

#include "ipv6_helpers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Of the interface's half, the bit that says "everybody's" may be either.
static inline BOOLEAN IN6_IS_ADDR_ISATAP(const IN6_ADDR *address)
{
    return (BOOLEAN)((address->u.Byte[8] & 0xfd) == 0 && address->u.Byte[9] == 0 && address->u.Byte[10] == 0x5e
                     && address->u.Byte[11] == 0xfe);
}

static inline BOOLEAN IN6_IS_ADDR_6TO4(const IN6_ADDR *address)
{
    return (BOOLEAN)(address->u.Byte[0] == 0x20 && address->u.Byte[1] == 0x02);
}

// 2001:0::/32, and 3ffe:831f::/32 from before the RFC.
static inline BOOLEAN IN6_IS_ADDR_TEREDO(const IN6_ADDR *address)
{
    const UCHAR *b = address->u.Byte;
    return (BOOLEAN)((b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0)
                     || (b[0] == 0x3f && b[1] == 0xfe && b[2] == 0x83 && b[3] == 0x1f));
}

static inline const UCHAR *IN6_GET_ADDR_V4COMPAT(const IN6_ADDR *address)
{
    return &address->u.Byte[12];
}

static inline const UCHAR *IN6_EXTRACT_V4ADDR_FROM_ISATAP(const IN6_ADDR *address)
{
    return &address->u.Byte[12];
}

static inline const UCHAR *IN6_EXTRACT_V4ADDR_FROM_6TO4(const IN6_ADDR *address)
{
    return &address->u.Byte[2];
}

static inline void IN6_SET_ADDR_V4COMPAT(PIN6_ADDR address, const IN_ADDR *ipv4)
{
    memset(address, 0, sizeof(IN6_ADDR));
    memcpy(&address->u.Byte[12], ipv4, sizeof(IN_ADDR));
}

// The first six bytes and the two after the IPv4 address; the interface's half stays.
static inline void IN6_SET_6TO4_PREFIX(IN6_ADDR *address, const IN_ADDR *ipv4)
{
    address->u.Byte[0] = 0x20;
    address->u.Byte[1] = 0x02;
    memcpy(&address->u.Byte[2], ipv4, sizeof(IN_ADDR));
    address->u.Byte[6] = 0;
    address->u.Byte[7] = 0;
}

#endif
