// win32_waits: waiting for objects, and being interrupted by what other threads ask for (APCs).
//
// Time-outs are in milliseconds: 0 looks and does not wait, INFINITE never passes. Events, semaphores, mutexes, threads and processes can be
// waited for.
//
// An alertable wait runs the calling thread's queued APCs, in the order in which they were queued, before it looks at anything, and also
// ends when one comes; it then answers WAIT_IO_COMPLETION and has taken nothing. They run on the waiting thread, which holds no lock of
// ours, and may call anything, further waits included.
//
// WAIT_FAILED: ERROR_INVALID_HANDLE, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. Otherwise the last error is left alone. Any thread.
#pragma once

#include "base_macros.h"
#include "base_types.h"
#include "symbol.h"

typedef void(NTAPI *PAPCFUNC)(ULONG_PTR parameter);

LOOPSOCK_COMPAT_BEGIN

// WAIT_OBJECT_0; WAIT_ABANDONED (it was taken, and is a mutex whose owner ended without releasing it); WAIT_TIMEOUT.
DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD milliseconds) LOOPSOCK_WS_SYMBOL(WaitForSingleObject);
DWORD WINAPI WaitForSingleObjectEx(HANDLE object, DWORD milliseconds, BOOL alertable) LOOPSOCK_WS_SYMBOL(WaitForSingleObjectEx);

// 1 to MAXIMUM_WAIT_OBJECTS handles. Without `all`: WAIT_OBJECT_0 (or WAIT_ABANDONED_0) + the index of the one that was taken, the lowest if
// there are several. With `all`: nothing is taken until everything can be; no object may be there twice (ERROR_INVALID_PARAMETER), whichever
// its handles. GetCurrentProcess() and GetCurrentThread() are no handles here.
DWORD WINAPI WaitForMultipleObjects(DWORD count, const HANDLE *objects, BOOL all, DWORD milliseconds)
    LOOPSOCK_WS_SYMBOL(WaitForMultipleObjects);
DWORD WINAPI WaitForMultipleObjectsEx(DWORD count, const HANDLE *objects, BOOL all, DWORD milliseconds, BOOL alertable)
    LOOPSOCK_WS_SYMBOL(WaitForMultipleObjectsEx);

// Sets the event, releases the mutex, or releases the semaphore once, and then waits, as WaitForSingleObjectEx does. WAIT_FAILED also with
// ERROR_NOT_OWNER and ERROR_TOO_MANY_POSTS; nothing was waited for then.
DWORD WINAPI SignalObjectAndWait(HANDLE to_signal, HANDLE to_wait_for, DWORD milliseconds, BOOL alertable)
    LOOPSOCK_WS_SYMBOL(SignalObjectAndWait);

// 0 when the time is over, WAIT_IO_COMPLETION when APCs ran.
DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable) LOOPSOCK_WS_SYMBOL(SleepEx);

// Asks a thread to call `function` in its next alertable wait; one that has not begun calls it first of all. What is not called before the
// thread ends is forgotten. Nonzero, or 0: ERROR_INVALID_HANDLE, ERROR_GEN_FAILURE (the thread has ended), ERROR_NOT_ENOUGH_MEMORY.
DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE thread, ULONG_PTR parameter) LOOPSOCK_WS_SYMBOL(QueueUserAPC);

LOOPSOCK_COMPAT_END
