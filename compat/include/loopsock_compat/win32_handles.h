// win32_handles: what can be done with a handle, whatever it names. A SOCKET cast to HANDLE is one too.
//
// A handle keeps its object alive. When it is closed while a thread waits for the object, the wait goes on. A handle that was closed is
// ERROR_INVALID_HANDLE. The two lowest bits of a handle are the program's, as on Windows: they are not looked at.
// Any thread. Access rights are constants: everything is allowed within the process, and there is nothing beyond it.
#pragma once

#include "base_types.h"
#include "symbol.h"

#ifndef DELETE
#define DELETE 0x00010000
#endif
#define READ_CONTROL 0x00020000
#define WRITE_DAC 0x00040000
#define WRITE_OWNER 0x00080000
#define SYNCHRONIZE 0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000f0000
#define STANDARD_RIGHTS_ALL 0x001f0000

#define DUPLICATE_CLOSE_SOURCE 1
#define DUPLICATE_SAME_ACCESS 2

#define HANDLE_FLAG_INHERIT 1
#define HANDLE_FLAG_PROTECT_FROM_CLOSE 2

LOOPSOCK_COMPAT_BEGIN

// Gives the handle up; the object goes with its last handle and the last thread that waits for it. A socket is closed as by closesocket().
// TRUE, or FALSE and ERROR_INVALID_HANDLE (or what closesocket() says). Closing GetCurrentProcess() or GetCurrentThread() does nothing.
BOOL WINAPI CloseHandle(HANDLE handle) LOOPSOCK_WS_SYMBOL(CloseHandle);

// A second handle for the same object; of a socket, a second SOCKET for the same socket. Both processes must be this one. `target` may be
// NULL only together with DUPLICATE_CLOSE_SOURCE, which closes `source`, also where the rest fails. A duplicate of GetCurrentThread() names the
// calling thread ever after.
// FALSE: ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY; of a socket also what WSADuplicateSocket() says.
BOOL WINAPI DuplicateHandle(HANDLE source_process, HANDLE source, HANDLE target_process, LPHANDLE target, DWORD access, BOOL inherit,
                            DWORD options) LOOPSOCK_WS_SYMBOL(DuplicateHandle);

// The flags are kept with the handle. HANDLE_FLAG_INHERIT has no effect, as nothing is inherited; a handle under
// HANDLE_FLAG_PROTECT_FROM_CLOSE cannot be closed. Of a socket they are accepted and not kept.
BOOL WINAPI GetHandleInformation(HANDLE handle, LPDWORD flags) LOOPSOCK_WS_SYMBOL(GetHandleInformation);
BOOL WINAPI SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags) LOOPSOCK_WS_SYMBOL(SetHandleInformation);

// Whether both name the same object. FALSE and ERROR_NOT_SAME_OBJECT if not. Not for sockets.
BOOL WINAPI CompareObjectHandles(HANDLE one, HANDLE other) LOOPSOCK_WS_SYMBOL(CompareObjectHandles);

LOOPSOCK_COMPAT_END
