// ipv6_group_helpers: prefixes, and the multicast groups that every IPv6 node knows (RFC 4291, 2.7.1); addresses of interfaces from IPv4 ones.
// Microsoft has these in mstcpip.h.
//
// Any thread, no memory.
#pragma once

#include "address_scopes.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Whether the first `bits` bits (0 to 128) are the same.
static inline BOOLEAN IN6_PREFIX_EQUAL(const IN6_ADDR *left, const IN6_ADDR *right, UINT8 bits)
{
    const unsigned whole = bits / 8u, rest = bits % 8u;
    if (memcmp(left, right, whole) != 0)
        return FALSE;
    return (BOOLEAN)(rest == 0 || ((left->u.Byte[whole] ^ right->u.Byte[whole]) >> (8u - rest)) == 0);
}

// ff0<scope>::<last>
static inline BOOLEAN loopsock_compat_is_group(const IN6_ADDR *address, UCHAR scope, UCHAR last)
{
    IN6_ADDR group;
    memset(&group, 0, sizeof(group));
    group.u.Byte[0] = 0xff;
    group.u.Byte[1] = scope;
    group.u.Byte[15] = last;
    return IN6_ADDR_EQUAL(address, &group);
}

static inline BOOLEAN IN6_IS_ADDR_ALLNODESONNODE(const IN6_ADDR *address)
{
    return loopsock_compat_is_group(address, 1, 1);
}

static inline BOOLEAN IN6_IS_ADDR_ALLNODESONLINK(const IN6_ADDR *address)
{
    return loopsock_compat_is_group(address, 2, 1);
}

static inline BOOLEAN IN6_IS_ADDR_ALLROUTERSONLINK(const IN6_ADDR *address)
{
    return loopsock_compat_is_group(address, 2, 2);
}

// ff02::1:ffXX:XXXX, with the last three bytes of whom it is for.
static inline void IN6_SET_ADDR_SOLICITEDNODE(PIN6_ADDR group, const IN6_ADDR *unicast)
{
    UCHAR last[3];
    memcpy(last, &unicast->u.Byte[13], sizeof(last));
    memset(group, 0, sizeof(*group));
    group->u.Byte[0] = 0xff;
    group->u.Byte[1] = 0x02;
    group->u.Byte[11] = 0x01;
    group->u.Byte[12] = 0xff;
    memcpy(&group->u.Byte[13], last, sizeof(last));
}

static inline BOOLEAN IN6_IS_ADDR_SOLICITEDNODE(const IN6_ADDR *address)
{
    IN6_ADDR group;
    IN6_SET_ADDR_SOLICITEDNODE(&group, address);
    return IN6_ADDR_EQUAL(address, &group);
}

// The interface's half of an ISATAP address; the prefix stays. An address that is everybody's is marked as such (RFC 5214, section 6.1).
static inline void IN6_SET_ISATAP_IDENTIFIER(IN6_ADDR *address, const IN_ADDR *ipv4)
{
    address->u.Byte[8] = IN4_IS_ADDR_6TO4ELIGIBLE(ipv4) ? 0x02 : 0x00;
    address->u.Byte[9] = 0;
    address->u.Byte[10] = 0x5e;
    address->u.Byte[11] = 0xfe;
    memcpy(&address->u.Byte[12], ipv4, sizeof(IN_ADDR));
}

#endif
