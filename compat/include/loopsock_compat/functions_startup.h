// functions_startup: starting and stopping Winsock, the thread's error, and Winsock 1.1's blocking hooks.
//
// Any thread may call these. Arguments, results and errors are those of Microsoft's page of the same name.
#pragma once

#include "databases.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// 0, or the error itself: WSAGetLastError is not for this one call. Counted: as many WSACleanup as successful WSAStartup.
int WSAAPI WSAStartup(WORD version_requested, LPWSADATA data) LOOPSOCK_WS_SYMBOL(WSAStartup);
int WSAAPI WSACleanup(void) LOOPSOCK_WS_SYMBOL(WSACleanup);

// The same slot of the thread as GetLastError and SetLastError.
int WSAAPI WSAGetLastError(void) LOOPSOCK_WS_SYMBOL(WSAGetLastError);
void WSAAPI WSASetLastError(int error) LOOPSOCK_WS_SYMBOL(WSASetLastError);

// For applications started with version 1.1; under 2.x they fail as documented.
FARPROC WSAAPI WSASetBlockingHook(FARPROC hook) LOOPSOCK_WS_SYMBOL(WSASetBlockingHook);
int WSAAPI WSAUnhookBlockingHook(void) LOOPSOCK_WS_SYMBOL(WSAUnhookBlockingHook);
BOOL WSAAPI WSAIsBlocking(void) LOOPSOCK_WS_SYMBOL(WSAIsBlocking);
int WSAAPI WSACancelBlockingCall(void) LOOPSOCK_WS_SYMBOL(WSACancelBlockingCall);

LOOPSOCK_COMPAT_END
