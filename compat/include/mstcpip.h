// mstcpip: Microsoft's control of TCP/IP, SIO_LOOPBACK_FAST_PATH among it, and helpers for addresses. A table of contents.
#pragma once

#ifndef _MSTCPIP_
#define _MSTCPIP_
#endif

#include "winsock2.h"

#ifndef LOOPSOCK_COMPAT_REFUSED
#include "ws2ipdef.h"
#include "loopsock_compat/tcp_control.h"
#include "loopsock_compat/tcp_info.h"
#include "loopsock_compat/transport_settings.h"
#include "loopsock_compat/address_scopes.h"
#include "loopsock_compat/ipv4_helpers.h"
#include "loopsock_compat/ipv4_sockaddr_helpers.h"
#include "loopsock_compat/ipv4_unaligned_helpers.h"
#include "loopsock_compat/ipv6_embedded_ipv4.h"
#include "loopsock_compat/ipv6_group_helpers.h"
#include "loopsock_compat/inet_address_helpers.h"
#include "loopsock_compat/inetaddr_helpers.h"
#include "loopsock_compat/functions_rtl.h"
#include "loopsock_compat/socket_security.h"
#endif
