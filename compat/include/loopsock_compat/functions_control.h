// functions_control: options, control codes and waiting for readiness.
//
// Any thread may call any of these on any socket. 0, or a count of ready sockets, means success; SOCKET_ERROR failure.
// Option values and buffers are read and written only during the call, an overlapped WSAIoctl's until it has completed.
// Arguments and errors are those of Microsoft's page of the same name. ioctlsocket has a file of its own.
#pragma once

#include "callbacks.h"
#include "fd_set.h"
#include "poll_set.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

int WSAAPI getsockopt(SOCKET s, int level, int name, char *value, int *length) LOOPSOCK_WS_SYMBOL(getsockopt);
int WSAAPI setsockopt(SOCKET s, int level, int name, const char *value, int length) LOOPSOCK_WS_SYMBOL(setsockopt);

int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_bytes, LPVOID out, DWORD out_bytes, LPDWORD returned_bytes,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) LOOPSOCK_WS_SYMBOL(WSAIoctl);

// `ignored` is BSD's highest descriptor plus one, which Winsock does not need. A NULL timeout waits for ever.
int WSAAPI select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout)
    LOOPSOCK_WS_SYMBOL(select);

// `timeout` in milliseconds; a negative one waits for ever, 0 not at all.
int WSAAPI WSAPoll(LPWSAPOLLFD sockets, ULONG count, INT timeout) LOOPSOCK_WS_SYMBOL(WSAPoll);

LOOPSOCK_COMPAT_END

#endif
