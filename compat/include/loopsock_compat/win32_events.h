// win32_events: the objects that threads signal each other with: events, semaphores, mutexes. Waiting for them is in win32_waits.h.
//
// Each Create… answers a handle of the program's, to be closed with CloseHandle(), and sets the last error to 0. With a name it may be another
// handle of an object that bears the name already (ERROR_ALREADY_EXISTS; the other arguments are then ignored). All kinds share one space
// of names, case counts, and it ends at the process. `attributes` are ignored: nothing is inherited, and everything is allowed.
// NULL: ERROR_INVALID_HANDLE (an object of another kind bears the name), ERROR_PATH_NOT_FOUND (a backslash in the name, other than that of
// Local\ or Global\), ERROR_FILENAME_EXCED_RANGE (more than MAX_PATH characters), ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY.
//
// The other calls answer FALSE and ERROR_INVALID_HANDLE where the handle does not name such an object.
// Any thread. No call allocates but Create….
#pragma once

#include "base_macros.h"
#include "base_structs.h"
#include "base_types.h"
#include "symbol.h"

#define CREATE_EVENT_MANUAL_RESET 1
#define CREATE_EVENT_INITIAL_SET 2

#define EVENT_MODIFY_STATE 0x0002
#define EVENT_ALL_ACCESS 0x1f0003
#define SEMAPHORE_MODIFY_STATE 0x0002
#define SEMAPHORE_ALL_ACCESS 0x1f0003
#define MUTEX_MODIFY_STATE 0x0001
#define MUTEX_ALL_ACCESS 0x1f0001

LOOPSOCK_COMPAT_BEGIN

// An event is set or not. A manual one lets everybody pass until it is reset; the other kind lets exactly one wait pass and is then reset.
HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initially_set, LPCSTR name)
    LOOPSOCK_WS_SYMBOL(CreateEventA);
HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES attributes, BOOL manual_reset, BOOL initially_set, LPCWSTR name)
    LOOPSOCK_WS_SYMBOL(CreateEventW);
HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES attributes, LPCSTR name, DWORD flags, DWORD access)
    LOOPSOCK_WS_SYMBOL(CreateEventExA);
HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES attributes, LPCWSTR name, DWORD flags, DWORD access)
    LOOPSOCK_WS_SYMBOL(CreateEventExW);

// No system call while nobody sleeps.
BOOL WINAPI SetEvent(HANDLE event) LOOPSOCK_WS_SYMBOL(SetEvent);
BOOL WINAPI ResetEvent(HANDLE event) LOOPSOCK_WS_SYMBOL(ResetEvent);
// Lets those pass who wait just now (of the second kind: one of them), and leaves the event reset.
BOOL WINAPI PulseEvent(HANDLE event) LOOPSOCK_WS_SYMBOL(PulseEvent);

// So many waits may pass. 0 <= initial <= maximum, maximum >= 1, or ERROR_INVALID_PARAMETER.
HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCSTR name)
    LOOPSOCK_WS_SYMBOL(CreateSemaphoreA);
HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES attributes, LONG initial, LONG maximum, LPCWSTR name)
    LOOPSOCK_WS_SYMBOL(CreateSemaphoreW);
// `count` >= 1 more may pass, or ERROR_INVALID_PARAMETER. ERROR_TOO_MANY_POSTS: that would be above the maximum; nothing changes. The count
// before is stored where `previous` points, which may be NULL.
BOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG previous) LOOPSOCK_WS_SYMBOL(ReleaseSemaphore);

// A mutex belongs to the thread whose wait for it has passed, until it has released it as often as it has waited for it. If it ends before, the
// next wait passes with WAIT_ABANDONED. Where the name existed, `own_it` is ignored.
HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES attributes, BOOL own_it, LPCSTR name) LOOPSOCK_WS_SYMBOL(CreateMutexA);
HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES attributes, BOOL own_it, LPCWSTR name) LOOPSOCK_WS_SYMBOL(CreateMutexW);
// ERROR_NOT_OWNER: it is not the calling thread's.
BOOL WINAPI ReleaseMutex(HANDLE mutex) LOOPSOCK_WS_SYMBOL(ReleaseMutex);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define CreateEvent CreateEventW
#define CreateEventEx CreateEventExW
#define CreateSemaphore CreateSemaphoreW
#define CreateMutex CreateMutexW
#else
#define CreateEvent CreateEventA
#define CreateEventEx CreateEventExA
#define CreateSemaphore CreateSemaphoreA
#define CreateMutex CreateMutexA
#endif
