// functions_sockets: the life of a socket: made, bound, listening, connected, asked for its addresses, closed.
//
// Any thread may call any of these on any socket. Structures passed in are read, and written, only during the call.
// 0 or a socket means success, SOCKET_ERROR, INVALID_SOCKET or FALSE failure; WSAGetLastError then tells why.
// Arguments and errors are those of Microsoft's page of the same name.
#pragma once

#include "callbacks.h"
#include "protocol_info.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

SOCKET WSAAPI socket(int family, int type, int protocol) LOOPSOCK_WS_SYMBOL(socket);
SOCKET WSAAPI WSASocketA(int family, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP group, DWORD flags)
    LOOPSOCK_WS_SYMBOL(WSASocketA);
SOCKET WSAAPI WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags)
    LOOPSOCK_WS_SYMBOL(WSASocketW);
int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD process_id, LPWSAPROTOCOL_INFOA info) LOOPSOCK_WS_SYMBOL(WSADuplicateSocketA);
int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD process_id, LPWSAPROTOCOL_INFOW info) LOOPSOCK_WS_SYMBOL(WSADuplicateSocketW);

int WSAAPI bind(SOCKET s, const struct sockaddr *address, int length) LOOPSOCK_WS_SYMBOL(bind);
int WSAAPI listen(SOCKET s, int backlog) LOOPSOCK_WS_SYMBOL(listen);
SOCKET WSAAPI accept(SOCKET s, struct sockaddr *address, int *length) LOOPSOCK_WS_SYMBOL(accept);
SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition, DWORD_PTR callback_data)
    LOOPSOCK_WS_SYMBOL(WSAAccept);

int WSAAPI connect(SOCKET s, const struct sockaddr *address, int length) LOOPSOCK_WS_SYMBOL(connect);
int WSAAPI WSAConnect(SOCKET s, const struct sockaddr *address, int length, LPWSABUF caller_data, LPWSABUF callee_data,
                      LPQOS socket_qos, LPQOS group_qos) LOOPSOCK_WS_SYMBOL(WSAConnect);
BOOL WSAAPI WSAConnectByNameA(SOCKET s, LPCSTR node, LPCSTR service, LPDWORD local_length, LPSOCKADDR local,
                              LPDWORD remote_length, LPSOCKADDR remote, const struct timeval *timeout,
                              LPWSAOVERLAPPED reserved) LOOPSOCK_WS_SYMBOL(WSAConnectByNameA);
BOOL WSAAPI WSAConnectByNameW(SOCKET s, LPWSTR node, LPWSTR service, LPDWORD local_length, LPSOCKADDR local,
                              LPDWORD remote_length, LPSOCKADDR remote, const struct timeval *timeout,
                              LPWSAOVERLAPPED reserved) LOOPSOCK_WS_SYMBOL(WSAConnectByNameW);
BOOL WSAAPI WSAConnectByList(SOCKET s, PSOCKET_ADDRESS_LIST addresses, LPDWORD local_length, LPSOCKADDR local,
                             LPDWORD remote_length, LPSOCKADDR remote, const struct timeval *timeout,
                             LPWSAOVERLAPPED reserved) LOOPSOCK_WS_SYMBOL(WSAConnectByList);

int WSAAPI getsockname(SOCKET s, struct sockaddr *address, int *length) LOOPSOCK_WS_SYMBOL(getsockname);
int WSAAPI getpeername(SOCKET s, struct sockaddr *address, int *length) LOOPSOCK_WS_SYMBOL(getpeername);

int WSAAPI shutdown(SOCKET s, int how) LOOPSOCK_WS_SYMBOL(shutdown);
int WSAAPI closesocket(SOCKET s) LOOPSOCK_WS_SYMBOL(closesocket);

LOOPSOCK_COMPAT_END

#endif
