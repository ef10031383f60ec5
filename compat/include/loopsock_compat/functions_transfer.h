// functions_transfer: moving data.
//
// Several threads may send, and several receive, on one socket at once: each call's bytes stay together. Buffers are
// the caller's; those of an overlapped operation must stay until it has completed.
// The BSD forms give a number of bytes, 0 at the end of the stream, or SOCKET_ERROR; the WSA forms give 0 or
// SOCKET_ERROR and the number through a pointer. Arguments and errors are those of Microsoft's page of the same name.
#pragma once

#include "callbacks.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

int WSAAPI send(SOCKET s, const char *data, int length, int flags) LOOPSOCK_WS_SYMBOL(send);
int WSAAPI recv(SOCKET s, char *buffer, int length, int flags) LOOPSOCK_WS_SYMBOL(recv);
int WSAAPI sendto(SOCKET s, const char *data, int length, int flags, const struct sockaddr *to, int to_length)
    LOOPSOCK_WS_SYMBOL(sendto);
int WSAAPI recvfrom(SOCKET s, char *buffer, int length, int flags, struct sockaddr *from, int *from_length)
    LOOPSOCK_WS_SYMBOL(recvfrom);

int WSAAPI WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) LOOPSOCK_WS_SYMBOL(WSASend);
int WSAAPI WSARecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) LOOPSOCK_WS_SYMBOL(WSARecv);
int WSAAPI WSASendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr *to,
                     int to_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
    LOOPSOCK_WS_SYMBOL(WSASendTo);
int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, struct sockaddr *from,
                       LPINT from_length, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
    LOOPSOCK_WS_SYMBOL(WSARecvFrom);

// A datagram with its address and what else is known of it or wanted for it, see WSAMSG in buffers.h. The counterpart WSARecvMsg is not
// declared, as on Windows: a program asks for it by WSAID_WSARECVMSG.
int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) LOOPSOCK_WS_SYMBOL(WSASendMsg);

int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF data) LOOPSOCK_WS_SYMBOL(WSASendDisconnect);
int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF data) LOOPSOCK_WS_SYMBOL(WSARecvDisconnect);

LOOPSOCK_COMPAT_END

#endif
