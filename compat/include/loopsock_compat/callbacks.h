// callbacks: what the library calls back: condition functions and completion routines, and the QOS they may see.
//
// A condition function runs in the thread that called WSAAccept, before that returns; a completion routine in the
// thread that started the operation, during an alertable wait. Neither is called under a lock of ours.
// Memory: what the parameters point to is good until the function returns.
#pragma once

#include "../qos.h"
#include "buffers.h"
#include "network_events.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

typedef struct _QualityOfService {
    FLOWSPEC SendingFlowspec;
    FLOWSPEC ReceivingFlowspec;
    WSABUF ProviderSpecific;
} QOS, *LPQOS;

typedef int(CALLBACK *LPCONDITIONPROC)(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS socket_qos, LPQOS group_qos, LPWSABUF callee_id,
                                       LPWSABUF callee_data, GROUP *group, DWORD_PTR callback_data);

typedef void(CALLBACK *LPWSAOVERLAPPED_COMPLETION_ROUTINE)(DWORD error, DWORD transferred, LPWSAOVERLAPPED overlapped, DWORD flags);

typedef void(CALLBACK *LPLOOKUPSERVICE_COMPLETION_ROUTINE)(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped);

#endif
