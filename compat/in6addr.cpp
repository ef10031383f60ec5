// in6addr: the addresses that Winsock offers as objects (RFC 3493, 3.8 and 3.9; Microsoft's ws2ipdef.h for the others).
#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

extern "C" {
const SCOPE_ID scopeid_unspecified = SCOPEID_UNSPECIFIED_INIT;

const IN_ADDR in4addr_any = IN4ADDR_ANY_INIT;
const IN_ADDR in4addr_loopback = IN4ADDR_LOOPBACK_INIT;
const IN_ADDR in4addr_broadcast = IN4ADDR_BROADCAST_INIT;
const IN_ADDR in4addr_allnodesonlink = IN4ADDR_ALLNODESONLINK_INIT;
const IN_ADDR in4addr_allroutersonlink = IN4ADDR_ALLROUTERSONLINK_INIT;
const IN_ADDR in4addr_alligmpv3routersonlink = IN4ADDR_ALLIGMPV3ROUTERSONLINK_INIT;
const IN_ADDR in4addr_allteredohostsonlink = IN4ADDR_ALLTEREDONODESONLINK_INIT;
const IN_ADDR in4addr_linklocalprefix = IN4ADDR_LINKLOCALPREFIX_INIT;
const IN_ADDR in4addr_multicastprefix = IN4ADDR_MULTICASTPREFIX_INIT;

const IN6_ADDR in6addr_any = IN6ADDR_ANY_INIT;
const IN6_ADDR in6addr_loopback = IN6ADDR_LOOPBACK_INIT;
const IN6_ADDR in6addr_allnodesonnode = IN6ADDR_ALLNODESONNODE_INIT;
const IN6_ADDR in6addr_allnodesonlink = IN6ADDR_ALLNODESONLINK_INIT;
const IN6_ADDR in6addr_allroutersonlink = IN6ADDR_ALLROUTERSONLINK_INIT;
const IN6_ADDR in6addr_allmldv2routersonlink = IN6ADDR_ALLMLDV2ROUTERSONLINK_INIT;
const IN6_ADDR in6addr_teredoinitiallinklocaladdress = IN6ADDR_TEREDOINITIALLINKLOCALADDRESS_INIT;
const IN6_ADDR in6addr_linklocalprefix = IN6ADDR_LINKLOCALPREFIX_INIT;
const IN6_ADDR in6addr_multicastprefix = IN6ADDR_MULTICASTPREFIX_INIT;
const IN6_ADDR in6addr_solicitednodemulticastprefix = IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_INIT;
const IN6_ADDR in6addr_v4mappedprefix = IN6ADDR_V4MAPPEDPREFIX_INIT;
const IN6_ADDR in6addr_6to4prefix = IN6ADDR_6TO4PREFIX_INIT;
const IN6_ADDR in6addr_teredoprefix = IN6ADDR_TEREDOPREFIX_INIT;
const IN6_ADDR in6addr_teredoprefix_old = IN6ADDR_TEREDOPREFIX_INIT_OLD;
}
