// win32_completion_ports: queues of ended operations, and the threads that serve them.
//
// A port is told of every operation on the sockets that are associated with it (files cannot be), and of what is posted. Packets come out first in,
// first out; of the threads that wait, the one that came last gets the next one. Functions: any thread; HANDLEs are closed with CloseHandle.
// TRUE (or a handle), or FALSE (or NULL), and then GetLastError says why.
#pragma once

#include "base_structs.h"
#include "symbol.h"

#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 0x1
#define FILE_SKIP_SET_EVENT_ON_HANDLE 0x2

LOOPSOCK_COMPAT_BEGIN

// With INVALID_HANDLE_VALUE a new port for `threads` threads at a time (0: one for each processor). With a socket that was made for
// overlapped operations: associates it for the rest of its life with `port`, or with a new one when that is NULL; packets bear `key`.
HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads)
    LOOPSOCK_WS_SYMBOL(CreateIoCompletionPort);

// Waits for a packet. TRUE: of an operation that succeeded, or a posted one. FALSE with *overlapped set: of one that failed, with its error.
// FALSE with *overlapped NULL: WAIT_TIMEOUT; ERROR_ABANDONED_WAIT_0, the port was closed; ERROR_INVALID_HANDLE.
BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD transferred, PULONG_PTR key, LPOVERLAPPED *overlapped, DWORD milliseconds)
    LOOPSOCK_WS_SYMBOL(GetQueuedCompletionStatus);

// The same for up to `count` packets at once; how they ended stands in their OVERLAPPED. When `alertable`, APCs interrupt the wait
// (FALSE, WAIT_IO_COMPLETION).
BOOL WINAPI GetQueuedCompletionStatusEx(HANDLE port, LPOVERLAPPED_ENTRY entries, ULONG count, PULONG removed, DWORD milliseconds,
                                        BOOL alertable) LOOPSOCK_WS_SYMBOL(GetQueuedCompletionStatusEx);

BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD transferred, ULONG_PTR key, LPOVERLAPPED overlapped)
    LOOPSOCK_WS_SYMBOL(PostQueuedCompletionStatus);

// FILE_SKIP_… flags, for the rest of the handle's life: no packet for an operation that succeeds at once; no signal of the handle itself.
BOOL WINAPI SetFileCompletionNotificationModes(HANDLE file, UCHAR flags) LOOPSOCK_WS_SYMBOL(SetFileCompletionNotificationModes);

LOOPSOCK_COMPAT_END
