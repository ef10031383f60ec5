// old_protocols: the list of protocols as Windows had it before Winsock 2 (nspapi.h, in mswsock.dll).
//
// The flags are those of XP1_ with older names. Any thread; a number of entries or SOCKET_ERROR, and GetLastError tells why;
// with ERROR_INSUFFICIENT_BUFFER *bytes says how large the buffer must be. The names lie in the same buffer.
#pragma once

#include "base_structs.h"
#include "symbol.h"

#define XP_CONNECTIONLESS 0x00000001
#define XP_GUARANTEED_DELIVERY 0x00000002
#define XP_GUARANTEED_ORDER 0x00000004
#define XP_MESSAGE_ORIENTED 0x00000008
#define XP_PSEUDO_STREAM 0x00000010
#define XP_GRACEFUL_CLOSE 0x00000020
#define XP_EXPEDITED_DATA 0x00000040
#define XP_CONNECT_DATA 0x00000080
#define XP_DISCONNECT_DATA 0x00000100
#define XP_SUPPORTS_BROADCAST 0x00000200
#define XP_SUPPORTS_MULTICAST 0x00000400
#define XP_BANDWIDTH_ALLOCATION 0x00000800
#define XP_FRAGMENTATION 0x00001000
#define XP_ENCRYPTS 0x00002000

typedef struct _PROTOCOL_INFOA {
    DWORD dwServiceFlags;
    INT iAddressFamily;
    INT iMaxSockAddr;
    INT iMinSockAddr;
    INT iSocketType;
    INT iProtocol;
    DWORD dwMessageSize;
    LPSTR lpProtocol;
} PROTOCOL_INFOA, *PPROTOCOL_INFOA, *LPPROTOCOL_INFOA;

typedef struct _PROTOCOL_INFOW {
    DWORD dwServiceFlags;
    INT iAddressFamily;
    INT iMaxSockAddr;
    INT iMinSockAddr;
    INT iSocketType;
    INT iProtocol;
    DWORD dwMessageSize;
    LPWSTR lpProtocol;
} PROTOCOL_INFOW, *PPROTOCOL_INFOW, *LPPROTOCOL_INFOW;

LOOPSOCK_COMPAT_BEGIN
INT WINAPI EnumProtocolsA(LPINT protocols, LPVOID buffer, LPDWORD bytes) LOOPSOCK_WS_SYMBOL(EnumProtocolsA);
INT WINAPI EnumProtocolsW(LPINT protocols, LPVOID buffer, LPDWORD bytes) LOOPSOCK_WS_SYMBOL(EnumProtocolsW);
LOOPSOCK_COMPAT_END

#ifdef UNICODE
typedef PROTOCOL_INFOW PROTOCOL_INFO, *PPROTOCOL_INFO, *LPPROTOCOL_INFO;
#define EnumProtocols EnumProtocolsW
#else
typedef PROTOCOL_INFOA PROTOCOL_INFO, *PPROTOCOL_INFO, *LPPROTOCOL_INFO;
#define EnumProtocols EnumProtocolsA
#endif
