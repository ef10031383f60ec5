// functions_byte_order: host order to network order and back.
//
// 32 bits are unsigned int here, not the 64-bit u_long of the host, so that a result prints and compares as on Windows.
// Any thread, no WSAStartup, no errors, except the WSA forms, which check the socket and give 0 or SOCKET_ERROR.
#pragma once

#include "socket_type.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

ULONG WSAAPI htonl(ULONG host) LOOPSOCK_WS_SYMBOL(htonl);
ULONG WSAAPI ntohl(ULONG net) LOOPSOCK_WS_SYMBOL(ntohl);
USHORT WSAAPI htons(USHORT host) LOOPSOCK_WS_SYMBOL(htons);
USHORT WSAAPI ntohs(USHORT net) LOOPSOCK_WS_SYMBOL(ntohs);
UINT64 WSAAPI htonll(UINT64 host) LOOPSOCK_WS_SYMBOL(htonll);
UINT64 WSAAPI ntohll(UINT64 net) LOOPSOCK_WS_SYMBOL(ntohll);

int WSAAPI WSAHtonl(SOCKET s, ULONG host, ULONG *net) LOOPSOCK_WS_SYMBOL(WSAHtonl);
int WSAAPI WSANtohl(SOCKET s, ULONG net, ULONG *host) LOOPSOCK_WS_SYMBOL(WSANtohl);
int WSAAPI WSAHtons(SOCKET s, USHORT host, USHORT *net) LOOPSOCK_WS_SYMBOL(WSAHtons);
int WSAAPI WSANtohs(SOCKET s, USHORT net, USHORT *host) LOOPSOCK_WS_SYMBOL(WSANtohs);

LOOPSOCK_COMPAT_END
