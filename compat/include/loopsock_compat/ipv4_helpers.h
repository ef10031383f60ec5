// ipv4_helpers: questions about an IPv4 address (Microsoft's mstcpip.h).
//
// Addresses are in network byte order, so the bytes are looked at one by one. Any thread, no memory.
#pragma once

#include "base_macros.h"
#include "families.h"
#include "socket_address.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Of an address as a number in network byte order, unlike IN_CLASSA and its kin. The low byte is the first on every machine we run on.
#define IN4_CLASSA(i) (((LONG)(i) & 0x80) == 0)
#define IN4_CLASSB(i) (((LONG)(i) & 0xc0) == 0x80)
#define IN4_CLASSC(i) (((LONG)(i) & 0xe0) == 0xc0)
#define IN4_CLASSD(i) (((LONG)(i) & 0xf0) == 0xe0)
#define IN4_MULTICAST(i) IN4_CLASSD(i)

static inline BOOLEAN IN4_ADDR_EQUAL(const IN_ADDR *left, const IN_ADDR *right)
{
    return (BOOLEAN)(left->S_un.S_addr == right->S_un.S_addr);
}

static inline BOOLEAN IN4_IS_ADDR_UNSPECIFIED(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_addr == 0);
}

// All of 127.0.0.0/8 (RFC 1122), as Windows answers too.
static inline BOOLEAN IN4_IS_ADDR_LOOPBACK(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_un_b.s_b1 == 127);
}

static inline BOOLEAN IN4_IS_ADDR_BROADCAST(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_addr == 0xffffffff);
}

static inline BOOLEAN IN4_IS_ADDR_MULTICAST(const IN_ADDR *address)
{
    return (BOOLEAN)((address->S_un.S_un_b.s_b1 & 0xf0) == 0xe0);
}

// 169.254.0.0/16 (RFC 3927).
static inline BOOLEAN IN4_IS_ADDR_LINKLOCAL(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_un_b.s_b1 == 169 && address->S_un.S_un_b.s_b2 == 254);
}

// IPv4 has no site-local addresses.
static inline BOOLEAN IN4_IS_ADDR_SITELOCAL(const IN_ADDR *address)
{
    (void)address;
    return FALSE;
}

// 10/8, 172.16/12 and 192.168/16.
static inline BOOLEAN IN4_IS_ADDR_RFC1918(const IN_ADDR *address)
{
    const UCHAR first = address->S_un.S_un_b.s_b1, second = address->S_un.S_un_b.s_b2;
    return (BOOLEAN)(first == 10 || (first == 172 && (second & 0xf0) == 16) || (first == 192 && second == 168));
}

// 224.0.0.0/24; of 239.0.0.0/8 (RFC 2365) 239.255.0.0/16, and the rest of it.
static inline BOOLEAN IN4_IS_ADDR_MC_LINKLOCAL(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_un_b.s_b1 == 224 && address->S_un.S_un_b.s_b2 == 0 && address->S_un.S_un_b.s_b3 == 0);
}

static inline BOOLEAN IN4_IS_ADDR_MC_ADMINLOCAL(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_un_b.s_b1 == 239 && address->S_un.S_un_b.s_b2 == 255);
}

static inline BOOLEAN IN4_IS_ADDR_MC_SITELOCAL(const IN_ADDR *address)
{
    return (BOOLEAN)(address->S_un.S_un_b.s_b1 == 239 && address->S_un.S_un_b.s_b2 != 255);
}

#endif
