// well_known_addresses: addresses and prefixes with a meaning of their own, as objects and as initialisers (Microsoft's ws2ipdef.h, mstcpip.h).
//
// in6addr_any and in6addr_loopback are in ipv6_address.h. The objects live in the library and are never written; a prefix is an address
// whose other bits are 0, with its length in bits under its name's _LENGTH.
#pragma once

#include "ipv6_address.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#define LOOPSOCK_COMPAT_IPV4_INIT(a, b, c, d) { { { a, b, c, d } } }
// The first four bytes and the last four, with zeros between.
#define LOOPSOCK_COMPAT_IPV6_INIT(a, b, c, d, m, n, o, p) { { { a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, m, n, o, p } } }

#define IN4ADDR_ANY INADDR_ANY
#define IN4ADDR_LOOPBACK 0x0100007f
#define IN4ADDR_BROADCAST INADDR_BROADCAST
#define IN4ADDR_NONE INADDR_NONE

#define IN4ADDR_ANY_INIT LOOPSOCK_COMPAT_IPV4_INIT(0, 0, 0, 0)
#define IN4ADDR_LOOPBACK_INIT LOOPSOCK_COMPAT_IPV4_INIT(127, 0, 0, 1)
#define IN4ADDR_BROADCAST_INIT LOOPSOCK_COMPAT_IPV4_INIT(255, 255, 255, 255)
#define IN4ADDR_ALLNODESONLINK_INIT LOOPSOCK_COMPAT_IPV4_INIT(224, 0, 0, 1)
#define IN4ADDR_ALLROUTERSONLINK_INIT LOOPSOCK_COMPAT_IPV4_INIT(224, 0, 0, 2)
#define IN4ADDR_ALLIGMPV3ROUTERSONLINK_INIT LOOPSOCK_COMPAT_IPV4_INIT(224, 0, 0, 22)
#define IN4ADDR_ALLTEREDONODESONLINK_INIT LOOPSOCK_COMPAT_IPV4_INIT(224, 0, 0, 253)
#define IN4ADDR_LINKLOCALPREFIX_INIT LOOPSOCK_COMPAT_IPV4_INIT(169, 254, 0, 0)
#define IN4ADDR_MULTICASTPREFIX_INIT LOOPSOCK_COMPAT_IPV4_INIT(224, 0, 0, 0)
#define IN4ADDR_LOOPBACKPREFIX_LENGTH 8
#define IN4ADDR_LINKLOCALPREFIX_LENGTH 16
#define IN4ADDR_MULTICASTPREFIX_LENGTH 4

#define IN6ADDR_ALLNODESONNODE_INIT LOOPSOCK_COMPAT_IPV6_INIT(0xff, 0x01, 0, 0, 0, 0, 0, 0x01)
#define IN6ADDR_ALLNODESONLINK_INIT LOOPSOCK_COMPAT_IPV6_INIT(0xff, 0x02, 0, 0, 0, 0, 0, 0x01)
#define IN6ADDR_ALLROUTERSONLINK_INIT LOOPSOCK_COMPAT_IPV6_INIT(0xff, 0x02, 0, 0, 0, 0, 0, 0x02)
#define IN6ADDR_ALLMLDV2ROUTERSONLINK_INIT LOOPSOCK_COMPAT_IPV6_INIT(0xff, 0x02, 0, 0, 0, 0, 0, 0x16)
#define IN6ADDR_TEREDOINITIALLINKLOCALADDRESS_INIT { { { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe } } }
#define IN6ADDR_TEREDOOLDLINKLOCALADDRESSXP_INIT { { { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 'T', 'E', 'R', 'E', 'D', 'O' } } }
#define IN6ADDR_TEREDOOLDLINKLOCALADDRESSVISTA_INIT { { { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } } }
#define IN6ADDR_LINKLOCALPREFIX_INIT LOOPSOCK_COMPAT_IPV6_INIT(0xfe, 0x80, 0, 0, 0, 0, 0, 0)
#define IN6ADDR_MULTICASTPREFIX_INIT LOOPSOCK_COMPAT_IPV6_INIT(0xff, 0, 0, 0, 0, 0, 0, 0)
#define IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_INIT { { { 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff, 0, 0, 0 } } }
#define IN6ADDR_6TO4PREFIX_INIT LOOPSOCK_COMPAT_IPV6_INIT(0x20, 0x02, 0, 0, 0, 0, 0, 0)
#define IN6ADDR_TEREDOPREFIX_INIT LOOPSOCK_COMPAT_IPV6_INIT(0x20, 0x01, 0, 0, 0, 0, 0, 0)
#define IN6ADDR_TEREDOPREFIX_INIT_OLD LOOPSOCK_COMPAT_IPV6_INIT(0x3f, 0xfe, 0x83, 0x1f, 0, 0, 0, 0)
#define IN6ADDR_LINKLOCALPREFIX_LENGTH 64
#define IN6ADDR_MULTICASTPREFIX_LENGTH 8
#define IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_LENGTH 104
#define IN6ADDR_V4MAPPEDPREFIX_LENGTH 96
#define IN6ADDR_6TO4PREFIX_LENGTH 16
#define IN6ADDR_TEREDOPREFIX_LENGTH 32

LOOPSOCK_COMPAT_BEGIN
extern const SCOPE_ID scopeid_unspecified LOOPSOCK_WS_SYMBOL(scopeid_unspecified);

extern const IN_ADDR in4addr_any LOOPSOCK_WS_SYMBOL(in4addr_any);
extern const IN_ADDR in4addr_loopback LOOPSOCK_WS_SYMBOL(in4addr_loopback);
extern const IN_ADDR in4addr_broadcast LOOPSOCK_WS_SYMBOL(in4addr_broadcast);
extern const IN_ADDR in4addr_allnodesonlink LOOPSOCK_WS_SYMBOL(in4addr_allnodesonlink);
extern const IN_ADDR in4addr_allroutersonlink LOOPSOCK_WS_SYMBOL(in4addr_allroutersonlink);
extern const IN_ADDR in4addr_alligmpv3routersonlink LOOPSOCK_WS_SYMBOL(in4addr_alligmpv3routersonlink);
extern const IN_ADDR in4addr_allteredohostsonlink LOOPSOCK_WS_SYMBOL(in4addr_allteredohostsonlink);
extern const IN_ADDR in4addr_linklocalprefix LOOPSOCK_WS_SYMBOL(in4addr_linklocalprefix);
extern const IN_ADDR in4addr_multicastprefix LOOPSOCK_WS_SYMBOL(in4addr_multicastprefix);

extern const IN6_ADDR in6addr_allnodesonnode LOOPSOCK_WS_SYMBOL(in6addr_allnodesonnode);
extern const IN6_ADDR in6addr_allnodesonlink LOOPSOCK_WS_SYMBOL(in6addr_allnodesonlink);
extern const IN6_ADDR in6addr_allroutersonlink LOOPSOCK_WS_SYMBOL(in6addr_allroutersonlink);
extern const IN6_ADDR in6addr_allmldv2routersonlink LOOPSOCK_WS_SYMBOL(in6addr_allmldv2routersonlink);
extern const IN6_ADDR in6addr_teredoinitiallinklocaladdress LOOPSOCK_WS_SYMBOL(in6addr_teredoinitiallinklocaladdress);
extern const IN6_ADDR in6addr_linklocalprefix LOOPSOCK_WS_SYMBOL(in6addr_linklocalprefix);
extern const IN6_ADDR in6addr_multicastprefix LOOPSOCK_WS_SYMBOL(in6addr_multicastprefix);
extern const IN6_ADDR in6addr_solicitednodemulticastprefix LOOPSOCK_WS_SYMBOL(in6addr_solicitednodemulticastprefix);
extern const IN6_ADDR in6addr_v4mappedprefix LOOPSOCK_WS_SYMBOL(in6addr_v4mappedprefix);
extern const IN6_ADDR in6addr_6to4prefix LOOPSOCK_WS_SYMBOL(in6addr_6to4prefix);
extern const IN6_ADDR in6addr_teredoprefix LOOPSOCK_WS_SYMBOL(in6addr_teredoprefix);
extern const IN6_ADDR in6addr_teredoprefix_old LOOPSOCK_WS_SYMBOL(in6addr_teredoprefix_old);
LOOPSOCK_COMPAT_END

#endif
