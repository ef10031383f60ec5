// function_types: LPFN_ names, the type of a pointer to each function of <winsock2.h>.
//
// As on Windows they are there for programs that define INCL_WINSOCK_API_TYPEDEFS as 1 before the first header.
// Each is taken from the declaration itself, so the two cannot disagree. Threads, memory: types only.
#pragma once

#include "functions_byte_order.h"
#include "functions_control.h"
#include "functions_databases.h"
#include "functions_sockets.h"
#include "functions_startup.h"
#include "functions_text.h"
#include "functions_transfer.h"

#ifndef INCL_WINSOCK_API_TYPEDEFS
#define INCL_WINSOCK_API_TYPEDEFS 0
#endif

#if INCL_WINSOCK_API_TYPEDEFS && !defined(LOOPSOCK_COMPAT_REFUSED)

typedef __typeof__(&accept) LPFN_ACCEPT;
typedef __typeof__(&bind) LPFN_BIND;
typedef __typeof__(&closesocket) LPFN_CLOSESOCKET;
typedef __typeof__(&connect) LPFN_CONNECT;
typedef __typeof__(&getpeername) LPFN_GETPEERNAME;
typedef __typeof__(&getsockname) LPFN_GETSOCKNAME;
typedef __typeof__(&getsockopt) LPFN_GETSOCKOPT;
typedef __typeof__(&htonl) LPFN_HTONL;
typedef __typeof__(&htons) LPFN_HTONS;
typedef int(WSAAPI *LPFN_IOCTLSOCKET)(SOCKET s, long code, u_long *argument);
typedef __typeof__(&inet_addr) LPFN_INET_ADDR;
typedef __typeof__(&inet_ntoa) LPFN_INET_NTOA;
typedef __typeof__(&listen) LPFN_LISTEN;
typedef __typeof__(&ntohl) LPFN_NTOHL;
typedef __typeof__(&ntohs) LPFN_NTOHS;
typedef __typeof__(&recv) LPFN_RECV;
typedef __typeof__(&recvfrom) LPFN_RECVFROM;
typedef __typeof__(&select) LPFN_SELECT;
typedef __typeof__(&send) LPFN_SEND;
typedef __typeof__(&sendto) LPFN_SENDTO;
typedef __typeof__(&setsockopt) LPFN_SETSOCKOPT;
typedef __typeof__(&shutdown) LPFN_SHUTDOWN;
typedef __typeof__(&socket) LPFN_SOCKET;
typedef __typeof__(&gethostbyaddr) LPFN_GETHOSTBYADDR;
typedef __typeof__(&gethostbyname) LPFN_GETHOSTBYNAME;
typedef __typeof__(&gethostname) LPFN_GETHOSTNAME;
typedef __typeof__(&getprotobyname) LPFN_GETPROTOBYNAME;
typedef __typeof__(&getprotobynumber) LPFN_GETPROTOBYNUMBER;
typedef __typeof__(&getservbyname) LPFN_GETSERVBYNAME;
typedef __typeof__(&getservbyport) LPFN_GETSERVBYPORT;
typedef __typeof__(&WSAStartup) LPFN_WSASTARTUP;
typedef __typeof__(&WSACleanup) LPFN_WSACLEANUP;
typedef __typeof__(&WSAGetLastError) LPFN_WSAGETLASTERROR;
typedef __typeof__(&WSASetLastError) LPFN_WSASETLASTERROR;
typedef __typeof__(&WSAIsBlocking) LPFN_WSAISBLOCKING;
typedef __typeof__(&WSASetBlockingHook) LPFN_WSASETBLOCKINGHOOK;
typedef __typeof__(&WSAUnhookBlockingHook) LPFN_WSAUNHOOKBLOCKINGHOOK;
typedef __typeof__(&WSACancelBlockingCall) LPFN_WSACANCELBLOCKINGCALL;
typedef __typeof__(&WSAAccept) LPFN_WSAACCEPT;
typedef __typeof__(&WSAConnect) LPFN_WSACONNECT;
typedef __typeof__(&WSADuplicateSocketA) LPFN_WSADUPLICATESOCKETA;
typedef __typeof__(&WSADuplicateSocketW) LPFN_WSADUPLICATESOCKETW;
typedef __typeof__(&WSAEnumProtocolsA) LPFN_WSAENUMPROTOCOLSA;
typedef __typeof__(&WSAEnumProtocolsW) LPFN_WSAENUMPROTOCOLSW;
typedef __typeof__(&WSAHtonl) LPFN_WSAHTONL;
typedef __typeof__(&WSAHtons) LPFN_WSAHTONS;
typedef __typeof__(&WSANtohl) LPFN_WSANTOHL;
typedef __typeof__(&WSANtohs) LPFN_WSANTOHS;
typedef __typeof__(&WSAIoctl) LPFN_WSAIOCTL;
typedef __typeof__(&WSARecv) LPFN_WSARECV;
typedef __typeof__(&WSARecvDisconnect) LPFN_WSARECVDISCONNECT;
typedef __typeof__(&WSARecvFrom) LPFN_WSARECVFROM;
typedef __typeof__(&WSASend) LPFN_WSASEND;
typedef __typeof__(&WSASendDisconnect) LPFN_WSASENDDISCONNECT;
typedef __typeof__(&WSASendTo) LPFN_WSASENDTO;
typedef __typeof__(&WSASocketA) LPFN_WSASOCKETA;
typedef __typeof__(&WSASocketW) LPFN_WSASOCKETW;
typedef __typeof__(&WSAAddressToStringA) LPFN_WSAADDRESSTOSTRINGA;
typedef __typeof__(&WSAAddressToStringW) LPFN_WSAADDRESSTOSTRINGW;
typedef __typeof__(&WSAStringToAddressA) LPFN_WSASTRINGTOADDRESSA;
typedef __typeof__(&WSAStringToAddressW) LPFN_WSASTRINGTOADDRESSW;

#endif
