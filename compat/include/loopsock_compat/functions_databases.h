// functions_databases: Winsock 1.1's look-ups of hosts, services and protocols, the machine's name, the protocol catalogue.
//
// Any thread. A hostent and its kin belong to the calling thread and are good until its next such call; NULL is failure
// and WSAGetLastError tells why. Arguments and errors are those of Microsoft's page of the same name.
#pragma once

#include "databases.h"
#include "protocol_info.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

struct hostent *WSAAPI gethostbyname(const char *name) LOOPSOCK_WS_SYMBOL(gethostbyname);
struct hostent *WSAAPI gethostbyaddr(const char *address, int length, int family) LOOPSOCK_WS_SYMBOL(gethostbyaddr);
struct protoent *WSAAPI getprotobyname(const char *name) LOOPSOCK_WS_SYMBOL(getprotobyname);
struct protoent *WSAAPI getprotobynumber(int number) LOOPSOCK_WS_SYMBOL(getprotobynumber);
struct servent *WSAAPI getservbyname(const char *name, const char *protocol) LOOPSOCK_WS_SYMBOL(getservbyname);
struct servent *WSAAPI getservbyport(int port, const char *protocol) LOOPSOCK_WS_SYMBOL(getservbyport);

int WSAAPI gethostname(char *name, int length) LOOPSOCK_WS_SYMBOL(gethostname);
int WSAAPI GetHostNameW(PWSTR name, int length) LOOPSOCK_WS_SYMBOL(GetHostNameW);

// A number of entries, or SOCKET_ERROR; with WSAENOBUFS `bytes` tells how large the buffer must be.
int WSAAPI WSAEnumProtocolsA(LPINT protocols, LPWSAPROTOCOL_INFOA buffer, LPDWORD bytes) LOOPSOCK_WS_SYMBOL(WSAEnumProtocolsA);
int WSAAPI WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD bytes) LOOPSOCK_WS_SYMBOL(WSAEnumProtocolsW);

LOOPSOCK_COMPAT_END
