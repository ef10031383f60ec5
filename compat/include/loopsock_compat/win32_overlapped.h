// win32_overlapped: operations that run while the program goes on: their results, their cancelling, and reading and writing by handle.
//
// An OVERLAPPED belongs to the library from the call that starts an operation until the operation has ended: until
// HasOverlappedIoCompleted says so, its event is set, its packet is at the port or its completion routine is called. Buffers likewise.
// TRUE or FALSE, and then GetLastError says why. Any thread.
#pragma once

#include "base_structs.h"
#include "symbol.h"
#include "win32_status.h"

typedef VOID(WINAPI *LPOVERLAPPED_COMPLETION_ROUTINE)(DWORD error, DWORD transferred, LPOVERLAPPED overlapped);

#define HasOverlappedIoCompleted(overlapped) ((DWORD)(overlapped)->Internal != (DWORD)STATUS_PENDING)

LOOPSOCK_COMPAT_BEGIN

// The outcome of an operation on a socket or a file. FALSE with ERROR_IO_INCOMPLETE: it has not ended and `wait` is FALSE. `transferred` is
// written whenever it has ended, also when it was cancelled.
BOOL WINAPI GetOverlappedResult(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred, BOOL wait)
    LOOPSOCK_WS_SYMBOL(GetOverlappedResult);
// The same with a time-out (FALSE, WAIT_TIMEOUT) and, when `alertable`, interrupted by APCs (FALSE, WAIT_IO_COMPLETION).
BOOL WINAPI GetOverlappedResultEx(HANDLE file, LPOVERLAPPED overlapped, LPDWORD transferred, DWORD milliseconds, BOOL alertable)
    LOOPSOCK_WS_SYMBOL(GetOverlappedResultEx);

// Cancels what the calling thread has started on the handle. Whatever had ended before has ended.
BOOL WINAPI CancelIo(HANDLE file) LOOPSOCK_WS_SYMBOL(CancelIo);
// Cancels the one operation, or with NULL all that any thread has started on the handle. FALSE with ERROR_NOT_FOUND: there was none.
BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped) LOOPSOCK_WS_SYMBOL(CancelIoEx);

// On a socket as WSARecv and WSASend with one buffer; the errors are Win32's. A socket made with WSA_FLAG_OVERLAPPED needs an OVERLAPPED.
BOOL WINAPI ReadFile(HANDLE file, LPVOID buffer, DWORD bytes, LPDWORD read, LPOVERLAPPED overlapped) LOOPSOCK_WS_SYMBOL(ReadFile);
BOOL WINAPI WriteFile(HANDLE file, LPCVOID buffer, DWORD bytes, LPDWORD written, LPOVERLAPPED overlapped)
    LOOPSOCK_WS_SYMBOL(WriteFile);
// The routine is called in an alertable wait of the calling thread; hEvent is the program's own.
BOOL WINAPI ReadFileEx(HANDLE file, LPVOID buffer, DWORD bytes, LPOVERLAPPED overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine)
    LOOPSOCK_WS_SYMBOL(ReadFileEx);
BOOL WINAPI WriteFileEx(HANDLE file, LPCVOID buffer, DWORD bytes, LPOVERLAPPED overlapped, LPOVERLAPPED_COMPLETION_ROUTINE routine)
    LOOPSOCK_WS_SYMBOL(WriteFileEx);

LOOPSOCK_COMPAT_END
