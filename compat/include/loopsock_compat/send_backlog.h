// send_backlog: how many bytes are worth keeping in flight on a connection, and a notice when that changes (ws2tcpip.h).
//
// Two inline wrappers of WSAIoctl. Any thread; 0 or SOCKET_ERROR, and WSAGetLastError tells why.
#pragma once

#include "functions_control.h"
#include "ioctl_codes.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

// Writes the number of bytes to *bytes.
static inline int idealsendbacklogquery(SOCKET s, ULONG *bytes)
{
    DWORD returned;
    return WSAIoctl(s, SIO_IDEAL_SEND_BACKLOG_QUERY, (LPVOID)0, 0, bytes, (DWORD)sizeof(*bytes), &returned, (LPWSAOVERLAPPED)0,
                    (LPWSAOVERLAPPED_COMPLETION_ROUTINE)0);
}

// Completes when the number changes; `overlapped` must stay until then.
static inline int idealsendbacklognotify(SOCKET s, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    DWORD returned;
    return WSAIoctl(s, SIO_IDEAL_SEND_BACKLOG_CHANGE, (LPVOID)0, 0, (LPVOID)0, 0, &returned, overlapped, routine);
}

#endif
