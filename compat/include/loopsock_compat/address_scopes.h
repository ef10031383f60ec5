// address_scopes: what kind of address one is and how far it reaches (Microsoft's mstcpip.h and nldef.h).
//
// The addresses lie behind pointers to their bytes, in network byte order, aligned or not. Any thread, no memory.
#pragma once

#include "ipv4_helpers.h"
#include "ipv6_embedded_ipv4.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include <string.h>

typedef enum {
    NlatUnspecified,
    NlatUnicast,
    NlatAnycast,
    NlatMulticast,
    NlatBroadcast,
    NlatInvalid
} NL_ADDRESS_TYPE, *PNL_ADDRESS_TYPE;

// ---- IPv4. Private networks (RFC 1918) count as global, as on Windows.

static inline SCOPE_LEVEL Ipv4UnicastAddressScope(const UCHAR *address)
{
    const int link = address[0] == 127 || (address[0] == 169 && address[1] == 254);
    return link ? ScopeLevelLink : ScopeLevelGlobal;
}

// 239/8 is for use within a site (RFC 2365).
static inline SCOPE_LEVEL Ipv4MulticastAddressScope(const UCHAR *address)
{
    if (address[0] == 224 && address[1] == 0 && address[2] == 0)
        return ScopeLevelLink;
    if (address[0] != 239)
        return ScopeLevelGlobal;
    return address[1] == 255 ? ScopeLevelAdmin : ScopeLevelSite;
}

static inline SCOPE_LEVEL Ipv4AddressScope(const UCHAR *address)
{
    if (address[0] == 255 && address[1] == 255 && address[2] == 255 && address[3] == 255)
        return ScopeLevelLink;
    return (address[0] & 0xf0) == 0xe0 ? Ipv4MulticastAddressScope(address) : Ipv4UnicastAddressScope(address);
}

// 0/8 and 240/4 are nobody's addresses, apart from 0.0.0.0 and the broadcast address.
static inline NL_ADDRESS_TYPE Ipv4AddressType(const UCHAR *address)
{
    IN_ADDR whole;
    memcpy(&whole, address, sizeof(whole));
    if (IN4_IS_ADDR_MULTICAST(&whole))
        return NlatMulticast;
    if (IN4_IS_ADDR_BROADCAST(&whole))
        return NlatBroadcast;
    if (IN4_IS_ADDR_UNSPECIFIED(&whole))
        return NlatUnspecified;
    return address[0] == 0 || address[0] >= 240 ? NlatInvalid : NlatUnicast;
}

// Whether the address can be part of a 6to4 address: everybody's, not a private one (RFC 3056, section 2).
static inline BOOLEAN IN4_IS_ADDR_6TO4ELIGIBLE(const IN_ADDR *address)
{
    return (BOOLEAN)(Ipv4AddressType((const UCHAR *)address) == NlatUnicast && !IN4_IS_ADDR_LOOPBACK(address)
                     && !IN4_IS_ADDR_LINKLOCAL(address) && !IN4_IS_ADDR_RFC1918(address));
}

// ---- IPv6

static inline SCOPE_LEVEL IN6_MULTICAST_SCOPE(const UCHAR *address)
{
    return (SCOPE_LEVEL)(address[1] & 0x0f);
}

static inline SCOPE_LEVEL Ipv6UnicastAddressScope(const UCHAR *address)
{
    IN6_ADDR whole;
    memcpy(&whole, address, sizeof(whole));
    if (IN6_IS_ADDR_LINKLOCAL(&whole) || IN6_IS_ADDR_LOOPBACK(&whole))
        return ScopeLevelLink;
    return IN6_IS_ADDR_SITELOCAL(&whole) ? ScopeLevelSite : ScopeLevelGlobal;
}

static inline SCOPE_LEVEL Ipv6AddressScope(const UCHAR *address)
{
    return address[0] == 0xff ? IN6_MULTICAST_SCOPE(address) : Ipv6UnicastAddressScope(address);
}

// An IPv4 address within decides with: if that is nobody's, neither is the whole.
static inline NL_ADDRESS_TYPE Ipv6AddressType(const UCHAR *address)
{
    IN6_ADDR whole;
    const UCHAR *within;
    memcpy(&whole, address, sizeof(whole));
    if (IN6_IS_ADDR_MULTICAST(&whole))
        return NlatMulticast;
    if (IN6_IS_ADDR_UNSPECIFIED(&whole))
        return NlatUnspecified;
    if (IN6_IS_ADDR_ISATAP(&whole) || IN6_IS_ADDR_V4COMPAT(&whole) || IN6_IS_ADDR_V4MAPPED(&whole) || IN6_IS_ADDR_V4TRANSLATED(&whole))
        within = IN6_EXTRACT_V4ADDR_FROM_ISATAP(&whole);
    else if (IN6_IS_ADDR_6TO4(&whole))
        within = IN6_EXTRACT_V4ADDR_FROM_6TO4(&whole);
    else
        return NlatUnicast;
    return Ipv4AddressType(within) == NlatUnicast ? NlatUnicast : NlatInvalid;
}

// ---- zones. An address that reaches everywhere, or only its own machine, has none; a level that the address tells anyway is left out.

static inline void loopsock_compat_plain_scope(SCOPE_LEVEL level, int everywhere, SCOPE_ID *scope)
{
    if (everywhere || level == ScopeLevelGlobal)
        scope->Value = 0;
    if ((ULONG)scope->Level == (ULONG)level)
        scope->Level = 0;
}

static inline void IN4_UNCANONICALIZE_SCOPE_ID(const IN_ADDR *address, SCOPE_ID *scope)
{
    loopsock_compat_plain_scope(Ipv4AddressScope((const UCHAR *)address), IN4_IS_ADDR_LOOPBACK(address), scope);
}

static inline void IN6_UNCANONICALIZE_SCOPE_ID(const IN6_ADDR *address, SCOPE_ID *scope)
{
    loopsock_compat_plain_scope(Ipv6AddressScope((const UCHAR *)address), IN6_IS_ADDR_LOOPBACK(address), scope);
}

static inline void INET_UNCANONICALIZE_SCOPE_ID(ADDRESS_FAMILY family, const UCHAR *address, SCOPE_ID *scope)
{
    if (family == AF_INET6)
        loopsock_compat_plain_scope(Ipv6AddressScope(address), Ipv6AddressScope(address) == ScopeLevelLink && address[0] == 0, scope);
    else
        loopsock_compat_plain_scope(Ipv4AddressScope(address), address[0] == 127, scope);
}

#endif
