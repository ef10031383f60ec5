// base_functions: the Win32 calls that socket programs make beside Winsock.
//
// GetLastError and WSAGetLastError read one and the same slot of the thread: what one sets the other gives back.
// All may be called from any thread, at any time, without WSAStartup. None keeps memory of the caller's.
#pragma once

#include "base_types.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// The calling thread's last error, 0 in a new thread.
DWORD WINAPI GetLastError(void) LOOPSOCK_WS_SYMBOL(GetLastError);
void WINAPI SetLastError(DWORD error) LOOPSOCK_WS_SYMBOL(SetLastError);

// Suspends the thread for so many milliseconds; 0 gives the rest of its slice away, INFINITE never returns.
void WINAPI Sleep(DWORD milliseconds) LOOPSOCK_WS_SYMBOL(Sleep);

// Milliseconds since an arbitrary start; the 32-bit count begins anew after 49.7 days.
DWORD WINAPI GetTickCount(void) LOOPSOCK_WS_SYMBOL(GetTickCount);
ULONGLONG WINAPI GetTickCount64(void) LOOPSOCK_WS_SYMBOL(GetTickCount64);

DWORD WINAPI GetCurrentThreadId(void) LOOPSOCK_WS_SYMBOL(GetCurrentThreadId);
DWORD WINAPI GetCurrentProcessId(void) LOOPSOCK_WS_SYMBOL(GetCurrentProcessId);

LOOPSOCK_COMPAT_END
