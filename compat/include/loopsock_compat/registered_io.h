// registered_io: the types of Registered I/O (RIO) and the table of its functions (Microsoft's mswsock.h, mswsockdef.h).
//
//     buffer (registered once) ──► request queue (one per socket) ──► completion queue ──► results
//
// The table is asked for with SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER and WSAID_MULTIPLE_RIO; the control code
// fails where the library has no RIO. A queue has no lock: one thread at a time, as on Windows.
#pragma once

#include "socket_address.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "base_structs.h"

typedef struct RIO_BUFFERID_t *RIO_BUFFERID, **PRIO_BUFFERID;
typedef struct RIO_CQ_t *RIO_CQ, **PRIO_CQ;
typedef struct RIO_RQ_t *RIO_RQ, **PRIO_RQ;

#define RIO_MSG_DONT_NOTIFY 0x00000001
#define RIO_MSG_DEFER 0x00000002
#define RIO_MSG_WAITALL 0x00000004
#define RIO_MSG_COMMIT_ONLY 0x00000008
#define RIO_INVALID_BUFFERID ((RIO_BUFFERID)(ULONG_PTR)0xffffffff)
#define RIO_INVALID_CQ ((RIO_CQ)0)
#define RIO_INVALID_RQ ((RIO_RQ)0)
#define RIO_MAX_CQ_SIZE 0x8000000
#define RIO_CORRUPT_CQ 0xffffffff

typedef struct _RIORESULT {
    LONG Status;
    ULONG BytesTransferred;
    ULONGLONG SocketContext;
    ULONGLONG RequestContext;
} RIORESULT, *PRIORESULT;

typedef struct _RIO_BUF {
    RIO_BUFFERID BufferId;
    ULONG Offset;
    ULONG Length;
} RIO_BUF, *PRIO_BUF;

typedef struct _RIO_CMSG_BUFFER {
    ULONG TotalLength;
} RIO_CMSG_BUFFER, *PRIO_CMSG_BUFFER;

typedef enum _RIO_NOTIFICATION_COMPLETION_TYPE { RIO_EVENT_COMPLETION = 1, RIO_IOCP_COMPLETION = 2 } RIO_NOTIFICATION_COMPLETION_TYPE, *PRIO_NOTIFICATION_COMPLETION_TYPE;

// The arms have a type of their own, because only a named type may stand in a union without a name.
typedef struct loopsock_compat_rio_event {
    HANDLE EventHandle;
    BOOL NotifyReset;
} loopsock_compat_rio_event;

typedef struct loopsock_compat_rio_iocp {
    HANDLE IocpHandle;
    PVOID CompletionKey;
    PVOID Overlapped;
} loopsock_compat_rio_iocp;

typedef struct _RIO_NOTIFICATION_COMPLETION {
    RIO_NOTIFICATION_COMPLETION_TYPE Type;
    __extension__ union {
        loopsock_compat_rio_event Event;
        loopsock_compat_rio_iocp Iocp;
    };
} RIO_NOTIFICATION_COMPLETION, *PRIO_NOTIFICATION_COMPLETION;

typedef BOOL(WSAAPI *LPFN_RIORECEIVE)(RIO_RQ queue, PRIO_BUF data, ULONG count, DWORD flags, PVOID context);
typedef int(WSAAPI *LPFN_RIORECEIVEEX)(RIO_RQ queue, PRIO_BUF data, ULONG count, PRIO_BUF local, PRIO_BUF remote, PRIO_BUF control,
                                       PRIO_BUF flags_out, DWORD flags, PVOID context);
typedef BOOL(WSAAPI *LPFN_RIOSEND)(RIO_RQ queue, PRIO_BUF data, ULONG count, DWORD flags, PVOID context);
typedef BOOL(WSAAPI *LPFN_RIOSENDEX)(RIO_RQ queue, PRIO_BUF data, ULONG count, PRIO_BUF local, PRIO_BUF remote, PRIO_BUF control,
                                     PRIO_BUF flags_out, DWORD flags, PVOID context);
typedef VOID(WSAAPI *LPFN_RIOCLOSECOMPLETIONQUEUE)(RIO_CQ queue);
typedef RIO_CQ(WSAAPI *LPFN_RIOCREATECOMPLETIONQUEUE)(DWORD size, PRIO_NOTIFICATION_COMPLETION notification);
typedef RIO_RQ(WSAAPI *LPFN_RIOCREATEREQUESTQUEUE)(SOCKET s, ULONG max_receives, ULONG max_receive_buffers, ULONG max_sends,
                                                   ULONG max_send_buffers, RIO_CQ receive_queue, RIO_CQ send_queue, PVOID context);
typedef ULONG(WSAAPI *LPFN_RIODEQUEUECOMPLETION)(RIO_CQ queue, PRIORESULT results, ULONG count);
typedef VOID(WSAAPI *LPFN_RIODEREGISTERBUFFER)(RIO_BUFFERID buffer);
typedef INT(WSAAPI *LPFN_RIONOTIFY)(RIO_CQ queue);
typedef RIO_BUFFERID(WSAAPI *LPFN_RIOREGISTERBUFFER)(PCHAR data, DWORD bytes);
typedef BOOL(WSAAPI *LPFN_RIORESIZECOMPLETIONQUEUE)(RIO_CQ queue, DWORD size);
typedef BOOL(WSAAPI *LPFN_RIORESIZEREQUESTQUEUE)(RIO_RQ queue, DWORD max_receives, DWORD max_sends);

typedef struct _RIO_EXTENSION_FUNCTION_TABLE {
    DWORD cbSize;
    LPFN_RIORECEIVE RIOReceive;
    LPFN_RIORECEIVEEX RIOReceiveEx;
    LPFN_RIOSEND RIOSend;
    LPFN_RIOSENDEX RIOSendEx;
    LPFN_RIOCLOSECOMPLETIONQUEUE RIOCloseCompletionQueue;
    LPFN_RIOCREATECOMPLETIONQUEUE RIOCreateCompletionQueue;
    LPFN_RIOCREATEREQUESTQUEUE RIOCreateRequestQueue;
    LPFN_RIODEQUEUECOMPLETION RIODequeueCompletion;
    LPFN_RIODEREGISTERBUFFER RIODeregisterBuffer;
    LPFN_RIONOTIFY RIONotify;
    LPFN_RIOREGISTERBUFFER RIORegisterBuffer;
    LPFN_RIORESIZECOMPLETIONQUEUE RIOResizeCompletionQueue;
    LPFN_RIORESIZEREQUESTQUEUE RIOResizeRequestQueue;
} RIO_EXTENSION_FUNCTION_TABLE, *PRIO_EXTENSION_FUNCTION_TABLE;

#define WSAID_MULTIPLE_RIO { 0x8509e081, 0x96dd, 0x4005, { 0xb1, 0x65, 0x9e, 0x2e, 0xe8, 0xc7, 0x9e, 0x3f } }

#endif
