// functions_text: addresses to text and back.
//
// Any thread. Buffers are the caller's, except inet_ntoa's, which is the thread's own and good until its next inet_ntoa.
// Arguments, results and errors are those of Microsoft's page of the same name; lengths count characters, the final 0 too.
#pragma once

#include "protocol_info.h"
#include "socket_address.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// In network byte order; INADDR_NONE where the text is no address, and for 255.255.255.255.
ULONG WSAAPI inet_addr(const char *text) LOOPSOCK_WS_SYMBOL(inet_addr);
char *WSAAPI inet_ntoa(struct in_addr address) LOOPSOCK_WS_SYMBOL(inet_ntoa);

// 1, 0 where the text is no address of the family, -1 with an error; the others give `text` or NULL.
INT WSAAPI inet_pton(INT family, PCSTR text, PVOID address) LOOPSOCK_WS_SYMBOL(inet_pton);
INT WSAAPI InetPtonW(INT family, PCWSTR text, PVOID address) LOOPSOCK_WS_SYMBOL(InetPtonW);
PCSTR WSAAPI inet_ntop(INT family, const VOID *address, PSTR text, size_t length) LOOPSOCK_WS_SYMBOL(inet_ntop);
PCWSTR WSAAPI InetNtopW(INT family, const VOID *address, PWSTR text, size_t length) LOOPSOCK_WS_SYMBOL(InetNtopW);

INT WSAAPI WSAAddressToStringA(LPSOCKADDR address, DWORD address_length, LPWSAPROTOCOL_INFOA info, LPSTR text, LPDWORD length)
    LOOPSOCK_WS_SYMBOL(WSAAddressToStringA);
INT WSAAPI WSAAddressToStringW(LPSOCKADDR address, DWORD address_length, LPWSAPROTOCOL_INFOW info, LPWSTR text, LPDWORD length)
    LOOPSOCK_WS_SYMBOL(WSAAddressToStringW);
INT WSAAPI WSAStringToAddressA(LPSTR text, INT family, LPWSAPROTOCOL_INFOA info, LPSOCKADDR address, LPINT address_length)
    LOOPSOCK_WS_SYMBOL(WSAStringToAddressA);
INT WSAAPI WSAStringToAddressW(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address, LPINT address_length)
    LOOPSOCK_WS_SYMBOL(WSAStringToAddressW);

LOOPSOCK_COMPAT_END

#endif
