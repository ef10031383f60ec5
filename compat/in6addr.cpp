// in6addr: the two IPv6 addresses that Winsock offers as objects (RFC 3493, 3.8 and 3.9).
#include <winsock2.h>
#include <ws2tcpip.h>

extern "C" {
const IN6_ADDR in6addr_any = IN6ADDR_ANY_INIT;
const IN6_ADDR in6addr_loopback = IN6ADDR_LOOPBACK_INIT;
}
