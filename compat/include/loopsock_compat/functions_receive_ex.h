// functions_receive_ex: WSARecvEx, recv with flags that come back (mswsock.h).
//
// MSG_PARTIAL in *flags afterwards: the buffer took the first part of a datagram, and the rest is gone. Any thread; otherwise as recv.
#pragma once

#include "socket_type.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN
int WINAPI WSARecvEx(SOCKET s, char *buffer, int length, int *flags) LOOPSOCK_WS_SYMBOL(WSARecvEx);
LOOPSOCK_COMPAT_END
