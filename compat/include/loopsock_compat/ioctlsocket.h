// ioctlsocket: one call whose argument programs pass as u_long *, unsigned long * or DWORD *.
//
// On Windows the three are one width. Here u_long has 64 bits and DWORD has 32, and writing the wrong width would leave
// half of the caller's variable unset or overwrite its neighbour. So there are two functions, and the type of the
// argument chooses: by overload in C++, by _Generic in C. The address works as well: `&ioctlsocket` is the u_long one
// in C, and in C++ whichever its target type names.
// Any thread. 0 or SOCKET_ERROR; the argument is read or written during the call only.
#pragma once

#include "socket_type.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN
int WSAAPI loopsock_ws_ioctlsocket(SOCKET s, long code, unsigned int *argument);
int WSAAPI loopsock_ws_ioctlsocket_ulong(SOCKET s, long code, unsigned long *argument);
LOOPSOCK_COMPAT_END

#ifdef __cplusplus
extern "C" int WSAAPI ioctlsocket(SOCKET s, long code, unsigned int *argument) LOOPSOCK_WS_SYMBOL(ioctlsocket);
extern "C++" int WSAAPI ioctlsocket(SOCKET s, long code, unsigned long *argument) LOOPSOCK_WS_SYMBOL(ioctlsocket_ulong);
#else
int WSAAPI ioctlsocket(SOCKET s, long code, unsigned long *argument) LOOPSOCK_WS_SYMBOL(ioctlsocket_ulong);
#define ioctlsocket(s, code, argument)                                                                      \
    _Generic((argument), unsigned long * : loopsock_ws_ioctlsocket_ulong, long * : loopsock_ws_ioctlsocket_ulong, \
             default : loopsock_ws_ioctlsocket)((s), (code), (argument))
#endif
