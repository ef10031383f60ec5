// functions_resolve_ex: GetAddrInfoEx, which asks chosen name spaces and can answer later, and names that a program gives itself.
//
//   GetAddrInfoExW(…, &overlapped, NULL, &handle)       WSA_IO_PENDING ─► overlapped.hEvent is set
//   GetAddrInfoExW(…, &overlapped, routine, &handle)    WSA_IO_PENDING ─► routine(error, 0, &overlapped), on a thread of the library's
//                                                       ─► GetAddrInfoExCancel(&handle): the same at once, with WSA_E_CANCELLED
//
// Any thread. 0 is success, anything else the error. *result and the OVERLAPPED must stay until the answer is there; the
// list goes back through FreeAddrInfoEx (A) or FreeAddrInfoExW. In the A form everything behind `result` must be NULL.
// SetAddrInfoEx gives a name to addresses for all look-ups of this process (no addresses: takes it back).
// Arguments and errors are those of Microsoft's page of the same name.
#pragma once

#include "address_info.h"
#include "callbacks.h"
#include "name_service.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

INT WSAAPI GetAddrInfoExA(PCSTR node, PCSTR service, DWORD name_space, LPGUID provider, const ADDRINFOEXA *hints,
                          PADDRINFOEXA *result, struct timeval *timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) LOOPSOCK_WS_SYMBOL(GetAddrInfoExA);
INT WSAAPI GetAddrInfoExW(PCWSTR node, PCWSTR service, DWORD name_space, LPGUID provider, const ADDRINFOEXW *hints,
                          PADDRINFOEXW *result, struct timeval *timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) LOOPSOCK_WS_SYMBOL(GetAddrInfoExW);
// WSA_INVALID_HANDLE where there is nothing to cancel any more.
INT WSAAPI GetAddrInfoExCancel(LPHANDLE handle) LOOPSOCK_WS_SYMBOL(GetAddrInfoExCancel);
// The look-up's own error; WSAEINPROGRESS while it runs.
INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED overlapped) LOOPSOCK_WS_SYMBOL(GetAddrInfoExOverlappedResult);

VOID WSAAPI FreeAddrInfoEx(PADDRINFOEXA list) LOOPSOCK_WS_SYMBOL(FreeAddrInfoEx);
VOID WSAAPI FreeAddrInfoExA(PADDRINFOEXA list) LOOPSOCK_WS_SYMBOL(FreeAddrInfoExA);
VOID WSAAPI FreeAddrInfoExW(PADDRINFOEXW list) LOOPSOCK_WS_SYMBOL(FreeAddrInfoExW);

INT WSAAPI SetAddrInfoExA(PCSTR name, PCSTR service, SOCKET_ADDRESS *addresses, DWORD count, LPBLOB blob, DWORD flags,
                          DWORD name_space, LPGUID provider, struct timeval *timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) LOOPSOCK_WS_SYMBOL(SetAddrInfoExA);
INT WSAAPI SetAddrInfoExW(PCWSTR name, PCWSTR service, SOCKET_ADDRESS *addresses, DWORD count, LPBLOB blob, DWORD flags,
                          DWORD name_space, LPGUID provider, struct timeval *timeout, LPOVERLAPPED overlapped,
                          LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, LPHANDLE handle) LOOPSOCK_WS_SYMBOL(SetAddrInfoExW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define GetAddrInfoEx GetAddrInfoExW
#define SetAddrInfoEx SetAddrInfoExW
#define FreeAddrInfoEx FreeAddrInfoExW
#define LPFN_GETADDRINFOEX LPFN_GETADDRINFOEXW
#define LPFN_SETADDRINFOEX LPFN_SETADDRINFOEXW
#define LPFN_FREEADDRINFOEX LPFN_FREEADDRINFOEXW
#else
#define GetAddrInfoEx GetAddrInfoExA
#define SetAddrInfoEx SetAddrInfoExA
#define LPFN_GETADDRINFOEX LPFN_GETADDRINFOEXA
#define LPFN_SETADDRINFOEX LPFN_SETADDRINFOEXA
#define LPFN_FREEADDRINFOEX LPFN_FREEADDRINFOEXA
#endif

#if defined(INCL_WINSOCK_API_TYPEDEFS) && INCL_WINSOCK_API_TYPEDEFS
typedef __typeof__(&GetAddrInfoExA) LPFN_GETADDRINFOEXA;
typedef __typeof__(&GetAddrInfoExW) LPFN_GETADDRINFOEXW;
typedef __typeof__(&GetAddrInfoExCancel) LPFN_GETADDRINFOEXCANCEL;
typedef __typeof__(&GetAddrInfoExOverlappedResult) LPFN_GETADDRINFOEXOVERLAPPEDRESULT;
typedef __typeof__(&FreeAddrInfoExA) LPFN_FREEADDRINFOEXA;
typedef __typeof__(&FreeAddrInfoExW) LPFN_FREEADDRINFOEXW;
typedef __typeof__(&SetAddrInfoExA) LPFN_SETADDRINFOEXA;
typedef __typeof__(&SetAddrInfoExW) LPFN_SETADDRINFOEXW;
#endif

#endif
