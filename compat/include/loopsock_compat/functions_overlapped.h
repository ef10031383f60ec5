// functions_overlapped: the outcome of overlapped operations on sockets. Completion ports and cancelling are Win32's: win32_completion_ports.h,
// win32_overlapped.h.
//
// Any thread. What the library needs of an OVERLAPPED, and how long, is said in win32_overlapped.h.
#pragma once

#include "network_events.h"
#include "socket_type.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// TRUE: the operation succeeded, *transferred says how many bytes it moved, *flags is MSG_PARTIAL for a datagram that was cut. FALSE, and
// WSAGetLastError says why: WSA_IO_INCOMPLETE, it has not ended and `wait` is FALSE; otherwise why it failed, and both are written all the same.
BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait, LPDWORD flags)
    LOOPSOCK_WS_SYMBOL(WSAGetOverlappedResult);

LOOPSOCK_COMPAT_END

#endif
