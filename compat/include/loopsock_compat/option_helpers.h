// option_helpers: typed wrappers of getsockopt and setsockopt for a few options (Microsoft's ws2tcpip.h).
//
// Where IPv4 and IPv6 have an option each, the socket's family decides. Inline; any thread; 0 or SOCKET_ERROR, and
// WSAGetLastError tells why.
#pragma once

#include "errors.h"
#include "families.h"
#include "functions_control.h"
#include "functions_startup.h"
#include "ip_options.h"
#include "ipv6_address.h"
#include "protocol_info.h"
#include "protocols.h"
#include "socket_options.h"
#include "transport_options.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

static inline int loopsock_compat_get_number(SOCKET s, int level, int name, DWORD *value)
{
    int length = (int)sizeof(*value);
    return getsockopt(s, level, name, (char *)value, &length);
}

static inline int loopsock_compat_set_number(SOCKET s, int level, int name, DWORD value)
{
    return setsockopt(s, level, name, (const char *)&value, (int)sizeof(value));
}

// IPPROTO_IP or IPPROTO_IPV6; SOCKET_ERROR for what is no socket.
static inline int loopsock_compat_ip_level(SOCKET s)
{
    WSAPROTOCOL_INFOW info;
    int length = (int)sizeof(info);
    if (getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &length) != 0)
        return SOCKET_ERROR;
    return info.iAddressFamily == AF_INET6 ? (int)IPPROTO_IPV6 : (int)IPPROTO_IP;
}

static inline int WSASetIPUserMtu(SOCKET s, DWORD mtu)
{
    const int level = loopsock_compat_ip_level(s);
    return level == SOCKET_ERROR ? SOCKET_ERROR
                                 : loopsock_compat_set_number(s, level, level == (int)IPPROTO_IP ? IP_USER_MTU : IPV6_USER_MTU, mtu);
}

static inline int WSAGetIPUserMtu(SOCKET s, DWORD *mtu)
{
    const int level = loopsock_compat_ip_level(s);
    return level == SOCKET_ERROR ? SOCKET_ERROR
                                 : loopsock_compat_get_number(s, level, level == (int)IPPROTO_IP ? IP_USER_MTU : IPV6_USER_MTU, mtu);
}

static inline int WSASetRecvIPEcn(SOCKET s, DWORD enabled)
{
    const int level = loopsock_compat_ip_level(s);
    return level == SOCKET_ERROR
               ? SOCKET_ERROR
               : loopsock_compat_set_number(s, level, level == (int)IPPROTO_IP ? IP_RECVECN : IPV6_RECVECN, enabled);
}

static inline int WSAGetRecvIPEcn(SOCKET s, DWORD *enabled)
{
    const int level = loopsock_compat_ip_level(s);
    return level == SOCKET_ERROR
               ? SOCKET_ERROR
               : loopsock_compat_get_number(s, level, level == (int)IPPROTO_IP ? IP_RECVECN : IPV6_RECVECN, enabled);
}

static inline int WSASetUdpSendMessageSize(SOCKET s, DWORD bytes)
{
    return loopsock_compat_set_number(s, IPPROTO_UDP, UDP_SEND_MSG_SIZE, bytes);
}

static inline int WSAGetUdpSendMessageSize(SOCKET s, DWORD *bytes)
{
    return loopsock_compat_get_number(s, IPPROTO_UDP, UDP_SEND_MSG_SIZE, bytes);
}

static inline int WSASetUdpRecvMaxCoalescedSize(SOCKET s, DWORD bytes)
{
    return loopsock_compat_set_number(s, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, bytes);
}

static inline int WSAGetUdpRecvMaxCoalescedSize(SOCKET s, DWORD *bytes)
{
    return loopsock_compat_get_number(s, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, bytes);
}

static inline int WSASetFailConnectOnIcmpError(SOCKET s, DWORD enabled)
{
    return loopsock_compat_set_number(s, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, enabled);
}

static inline int WSAGetFailConnectOnIcmpError(SOCKET s, DWORD *enabled)
{
    return loopsock_compat_get_number(s, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, enabled);
}

// WSANO_DATA: no ICMP error has come since the last connect.
static inline int WSAGetIcmpErrorInfo(SOCKET s, ICMP_ERROR_INFO *info)
{
    int length = (int)sizeof(*info);
    return getsockopt(s, IPPROTO_TCP, TCP_ICMP_ERROR_INFO, (char *)info, &length);
}

static inline int loopsock_compat_no_such_option(SOCKET s)
{
    if (loopsock_compat_ip_level(s) != SOCKET_ERROR)
        WSASetLastError(WSAENOPROTOOPT);
    return SOCKET_ERROR;
}

// Late versions of Windows 11 can deliver one datagram to several sockets. This stack answers as those before: WSAENOPROTOOPT.
static inline int WSASetUnicastReceiveSharing(SOCKET s, DWORD enabled)
{
    (void)enabled;
    return loopsock_compat_no_such_option(s);
}

static inline int WSAGetUnicastReceiveSharing(SOCKET s, DWORD *enabled)
{
    (void)enabled;
    return loopsock_compat_no_such_option(s);
}

#endif
