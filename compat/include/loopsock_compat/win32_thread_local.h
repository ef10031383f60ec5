// win32_thread_local: numbered places in which each thread keeps a pointer of its own.
//
// At most 1088 numbers are given out at a time, as on Windows. What a thread keeps is forgotten when the thread ends or the number is
// freed; nobody is told, so the program frees what it points to. Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

#define TLS_OUT_OF_INDEXES 0xffffffffu
#define TLS_MINIMUM_AVAILABLE 64

LOOPSOCK_COMPAT_BEGIN

// TLS_OUT_OF_INDEXES with ERROR_NO_MORE_ITEMS when all are taken. A new number holds NULL in every thread.
DWORD WINAPI TlsAlloc(void) LOOPSOCK_WS_SYMBOL(TlsAlloc);
BOOL WINAPI TlsFree(DWORD index) LOOPSOCK_WS_SYMBOL(TlsFree);
// Sets the last error to 0 where it succeeds, so that a NULL that was kept can be told from a failure.
LPVOID WINAPI TlsGetValue(DWORD index) LOOPSOCK_WS_SYMBOL(TlsGetValue);
BOOL WINAPI TlsSetValue(DWORD index, LPVOID value) LOOPSOCK_WS_SYMBOL(TlsSetValue);

LOOPSOCK_COMPAT_END
