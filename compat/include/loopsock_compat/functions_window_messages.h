// functions_window_messages: the calls of Winsock 1.1 that answer with a message to a window.
//
// There are no windows here and no message queue, so none of them can begin: WSAAsyncSelect fails with WSAEINVAL, as for a
// window that does not exist, and the WSAAsyncGet calls give 0 with WSAEWOULDBLOCK, "cannot be scheduled".
// Any thread; nothing of the caller's is kept.
#pragma once

#include "socket_type.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

int WSAAPI WSAAsyncSelect(SOCKET s, HWND window, u_int message, LONG events) LOOPSOCK_WS_SYMBOL(WSAAsyncSelect);

HANDLE WSAAPI WSAAsyncGetHostByName(HWND window, u_int message, const char *name, char *buffer, int length)
    LOOPSOCK_WS_SYMBOL(WSAAsyncGetHostByName);
HANDLE WSAAPI WSAAsyncGetHostByAddr(HWND window, u_int message, const char *address, int address_length, int family, char *buffer,
                                    int length) LOOPSOCK_WS_SYMBOL(WSAAsyncGetHostByAddr);
HANDLE WSAAPI WSAAsyncGetProtoByName(HWND window, u_int message, const char *name, char *buffer, int length)
    LOOPSOCK_WS_SYMBOL(WSAAsyncGetProtoByName);
HANDLE WSAAPI WSAAsyncGetProtoByNumber(HWND window, u_int message, int number, char *buffer, int length)
    LOOPSOCK_WS_SYMBOL(WSAAsyncGetProtoByNumber);
HANDLE WSAAPI WSAAsyncGetServByName(HWND window, u_int message, const char *name, const char *protocol, char *buffer, int length)
    LOOPSOCK_WS_SYMBOL(WSAAsyncGetServByName);
HANDLE WSAAPI WSAAsyncGetServByPort(HWND window, u_int message, int port, const char *protocol, char *buffer, int length)
    LOOPSOCK_WS_SYMBOL(WSAAsyncGetServByPort);
int WSAAPI WSACancelAsyncRequest(HANDLE request) LOOPSOCK_WS_SYMBOL(WSACancelAsyncRequest);

LOOPSOCK_COMPAT_END

#if defined(INCL_WINSOCK_API_TYPEDEFS) && INCL_WINSOCK_API_TYPEDEFS
typedef __typeof__(&WSAAsyncSelect) LPFN_WSAASYNCSELECT;
typedef __typeof__(&WSAAsyncGetHostByName) LPFN_WSAASYNCGETHOSTBYNAME;
typedef __typeof__(&WSAAsyncGetHostByAddr) LPFN_WSAASYNCGETHOSTBYADDR;
typedef __typeof__(&WSAAsyncGetProtoByName) LPFN_WSAASYNCGETPROTOBYNAME;
typedef __typeof__(&WSAAsyncGetProtoByNumber) LPFN_WSAASYNCGETPROTOBYNUMBER;
typedef __typeof__(&WSAAsyncGetServByName) LPFN_WSAASYNCGETSERVBYNAME;
typedef __typeof__(&WSAAsyncGetServByPort) LPFN_WSAASYNCGETSERVBYPORT;
typedef __typeof__(&WSACancelAsyncRequest) LPFN_WSACANCELASYNCREQUEST;
#endif
