// functions_extensions: those of the extension functions that Windows exports by name, too (mswsock.h).
//
// The others (ConnectEx, DisconnectEx, TransmitPackets, WSARecvMsg) are handed out by SIO_GET_EXTENSION_FUNCTION_POINTER alone. Buffers and
// OVERLAPPED must stay until the operation has completed. Arguments and errors are those of Microsoft's page of the same name.
#pragma once

#include "extension_functions.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// FALSE with WSA_IO_PENDING: the accept was started.
BOOL WINAPI AcceptEx(SOCKET listener, SOCKET accepted, PVOID buffer, DWORD data_bytes, DWORD local_bytes, DWORD remote_bytes,
                     LPDWORD received, LPOVERLAPPED overlapped) LOOPSOCK_WS_SYMBOL(AcceptEx);

// The pointers point into the buffer. Where an address was given no room its pointer and length are left alone.
VOID WINAPI GetAcceptExSockaddrs(PVOID buffer, DWORD data_bytes, DWORD local_bytes, DWORD remote_bytes, struct sockaddr **local,
                                 LPINT local_length, struct sockaddr **remote, LPINT remote_length)
    LOOPSOCK_WS_SYMBOL(GetAcceptExSockaddrs);

// Without an OVERLAPPED the call sends from the file's position on and returns when all is sent.
BOOL WINAPI TransmitFile(SOCKET s, HANDLE file, DWORD bytes, DWORD bytes_per_send, LPOVERLAPPED overlapped,
                         LPTRANSMIT_FILE_BUFFERS buffers, DWORD flags) LOOPSOCK_WS_SYMBOL(TransmitFile);

LOOPSOCK_COMPAT_END

#endif
