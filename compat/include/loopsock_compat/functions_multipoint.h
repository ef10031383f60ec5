// functions_multipoint: sessions of more than two, and templates for quality of service.
//
// WSAJoinLeaf joins a multicast group on a socket made with WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF and gives that
// socket back, or INVALID_SOCKET. There are no templates: WSAGetQOSByName lists none and knows none. Any thread; arguments
// are read during the call. Errors are those of Microsoft's page of the same name.
#pragma once

#include "callbacks.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

SOCKET WSAAPI WSAJoinLeaf(SOCKET s, const struct sockaddr *group, int length, LPWSABUF caller_data, LPWSABUF callee_data,
                          LPQOS socket_qos, LPQOS group_qos, DWORD flags) LOOPSOCK_WS_SYMBOL(WSAJoinLeaf);
BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos) LOOPSOCK_WS_SYMBOL(WSAGetQOSByName);

LOOPSOCK_COMPAT_END

#if defined(INCL_WINSOCK_API_TYPEDEFS) && INCL_WINSOCK_API_TYPEDEFS
typedef __typeof__(&WSAJoinLeaf) LPFN_WSAJOINLEAF;
typedef __typeof__(&WSAGetQOSByName) LPFN_WSAGETQOSBYNAME;
#endif

#endif
