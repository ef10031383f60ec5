// functions_resolve: names to addresses and back: getaddrinfo, getnameinfo and their wide forms.
//
// Any thread. 0 is success, anything else is the error, one of the EAI_ numbers, which are Winsock's. A result list is
// the library's and goes back through the matching free function. Lengths count characters, the final 0 too.
// Arguments are those of Microsoft's page of the same name.
#pragma once

#include "address_info.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

// Winsock's is an int. Our <unistd.h> keeps the C library's away; one that is there all the same is taken as it is.
#ifndef __socklen_t_defined
typedef int socklen_t;
#define __socklen_t_defined
#endif

LOOPSOCK_COMPAT_BEGIN

INT WSAAPI getaddrinfo(PCSTR node, PCSTR service, const ADDRINFOA *hints, PADDRINFOA *result) LOOPSOCK_WS_SYMBOL(getaddrinfo);
INT WSAAPI GetAddrInfoW(PCWSTR node, PCWSTR service, const ADDRINFOW *hints, PADDRINFOW *result) LOOPSOCK_WS_SYMBOL(GetAddrInfoW);
VOID WSAAPI freeaddrinfo(PADDRINFOA list) LOOPSOCK_WS_SYMBOL(freeaddrinfo);
VOID WSAAPI FreeAddrInfoW(PADDRINFOW list) LOOPSOCK_WS_SYMBOL(FreeAddrInfoW);

INT WSAAPI getnameinfo(const SOCKADDR *address, int address_length, PCHAR node, DWORD node_length, PCHAR service,
                       DWORD service_length, INT flags) LOOPSOCK_WS_SYMBOL(getnameinfo);
INT WSAAPI GetNameInfoW(const SOCKADDR *address, int address_length, PWCHAR node, DWORD node_length, PWCHAR service,
                        DWORD service_length, INT flags) LOOPSOCK_WS_SYMBOL(GetNameInfoW);

// A sentence for an error of the calls above; the text is never freed by the caller.
char *WSAAPI gai_strerrorA(int error) LOOPSOCK_WS_SYMBOL(gai_strerrorA);
WCHAR *WSAAPI gai_strerrorW(int error) LOOPSOCK_WS_SYMBOL(gai_strerrorW);

LOOPSOCK_COMPAT_END

#endif
