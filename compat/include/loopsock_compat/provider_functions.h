// provider_functions: the thirty procedures of a service provider, and the table that WSPStartup fills with them.
//
// They are the Winsock calls once more, with the error as a last parameter instead of in the thread. Only WSPStartup
// and WSPIoctl can be called by name; the others are reached through the table. Any thread; memory as in the plain calls.
#pragma once

#include "callbacks.h"
#include "fd_set.h"
#include "protocol_info.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Names a thread for a later completion routine. A provider keeps what it points to, not the pointer.
typedef struct _WSATHREADID {
    HANDLE ThreadHandle;
    DWORD_PTR Reserved;
} WSATHREADID, *LPWSATHREADID;

typedef SOCKET(WSPAPI *LPWSPACCEPT)(SOCKET s, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition,
                                    DWORD_PTR callback_data, LPINT error);
typedef INT(WSPAPI *LPWSPADDRESSTOSTRING)(LPSOCKADDR address, DWORD address_length, LPWSAPROTOCOL_INFOW info, LPWSTR text,
                                          LPDWORD length, LPINT error);
typedef int(WSPAPI *LPWSPASYNCSELECT)(SOCKET s, HWND window, unsigned int message, LONG events, LPINT error);
typedef int(WSPAPI *LPWSPBIND)(SOCKET s, const struct sockaddr *address, int length, LPINT error);
typedef int(WSPAPI *LPWSPCANCELBLOCKINGCALL)(LPINT error);
typedef int(WSPAPI *LPWSPCLEANUP)(LPINT error);
typedef int(WSPAPI *LPWSPCLOSESOCKET)(SOCKET s, LPINT error);
typedef int(WSPAPI *LPWSPCONNECT)(SOCKET s, const struct sockaddr *address, int length, LPWSABUF caller_data,
                                  LPWSABUF callee_data, LPQOS socket_qos, LPQOS group_qos, LPINT error);
typedef int(WSPAPI *LPWSPDUPLICATESOCKET)(SOCKET s, DWORD process_id, LPWSAPROTOCOL_INFOW info, LPINT error);
typedef int(WSPAPI *LPWSPENUMNETWORKEVENTS)(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error);
typedef int(WSPAPI *LPWSPEVENTSELECT)(SOCKET s, WSAEVENT event, LONG events, LPINT error);
typedef BOOL(WSPAPI *LPWSPGETOVERLAPPEDRESULT)(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait,
                                               LPDWORD flags, LPINT error);
typedef int(WSPAPI *LPWSPGETPEERNAME)(SOCKET s, struct sockaddr *address, LPINT length, LPINT error);
typedef int(WSPAPI *LPWSPGETSOCKNAME)(SOCKET s, struct sockaddr *address, LPINT length, LPINT error);
typedef int(WSPAPI *LPWSPGETSOCKOPT)(SOCKET s, int level, int name, char *value, LPINT length, LPINT error);
typedef BOOL(WSPAPI *LPWSPGETQOSBYNAME)(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error);
typedef int(WSPAPI *LPWSPIOCTL)(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes,
                                LPDWORD returned_bytes, LPWSAOVERLAPPED overlapped,
                                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
typedef SOCKET(WSPAPI *LPWSPJOINLEAF)(SOCKET s, const struct sockaddr *address, int length, LPWSABUF caller_data,
                                      LPWSABUF callee_data, LPQOS socket_qos, LPQOS group_qos, DWORD flags, LPINT error);
typedef int(WSPAPI *LPWSPLISTEN)(SOCKET s, int backlog, LPINT error);
typedef int(WSPAPI *LPWSPRECV)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                               LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPRECVDISCONNECT)(SOCKET s, LPWSABUF data, LPINT error);
typedef int(WSPAPI *LPWSPRECVFROM)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                                   struct sockaddr *from, LPINT from_length, LPWSAOVERLAPPED overlapped,
                                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPSELECT)(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout,
                                 LPINT error);
typedef int(WSPAPI *LPWSPSEND)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPSENDDISCONNECT)(SOCKET s, LPWSABUF data, LPINT error);
typedef int(WSPAPI *LPWSPSENDTO)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr *to,
                                 int to_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                                 LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPSETSOCKOPT)(SOCKET s, int level, int name, const char *value, int length, LPINT error);
typedef int(WSPAPI *LPWSPSHUTDOWN)(SOCKET s, int how, LPINT error);
typedef SOCKET(WSPAPI *LPWSPSOCKET)(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags,
                                    LPINT error);
typedef INT(WSPAPI *LPWSPSTRINGTOADDRESS)(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                          LPINT address_length, LPINT error);

typedef struct _WSPPROC_TABLE {
    LPWSPACCEPT lpWSPAccept;
    LPWSPADDRESSTOSTRING lpWSPAddressToString;
    LPWSPASYNCSELECT lpWSPAsyncSelect;
    LPWSPBIND lpWSPBind;
    LPWSPCANCELBLOCKINGCALL lpWSPCancelBlockingCall;
    LPWSPCLEANUP lpWSPCleanup;
    LPWSPCLOSESOCKET lpWSPCloseSocket;
    LPWSPCONNECT lpWSPConnect;
    LPWSPDUPLICATESOCKET lpWSPDuplicateSocket;
    LPWSPENUMNETWORKEVENTS lpWSPEnumNetworkEvents;
    LPWSPEVENTSELECT lpWSPEventSelect;
    LPWSPGETOVERLAPPEDRESULT lpWSPGetOverlappedResult;
    LPWSPGETPEERNAME lpWSPGetPeerName;
    LPWSPGETSOCKNAME lpWSPGetSockName;
    LPWSPGETSOCKOPT lpWSPGetSockOpt;
    LPWSPGETQOSBYNAME lpWSPGetQOSByName;
    LPWSPIOCTL lpWSPIoctl;
    LPWSPJOINLEAF lpWSPJoinLeaf;
    LPWSPLISTEN lpWSPListen;
    LPWSPRECV lpWSPRecv;
    LPWSPRECVDISCONNECT lpWSPRecvDisconnect;
    LPWSPRECVFROM lpWSPRecvFrom;
    LPWSPSELECT lpWSPSelect;
    LPWSPSEND lpWSPSend;
    LPWSPSENDDISCONNECT lpWSPSendDisconnect;
    LPWSPSENDTO lpWSPSendTo;
    LPWSPSETSOCKOPT lpWSPSetSockOpt;
    LPWSPSHUTDOWN lpWSPShutdown;
    LPWSPSOCKET lpWSPSocket;
    LPWSPSTRINGTOADDRESS lpWSPStringToAddress;
} WSPPROC_TABLE, *LPWSPPROC_TABLE;

#endif
