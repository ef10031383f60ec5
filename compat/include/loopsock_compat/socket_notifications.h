// socket_notifications: readiness of sockets as packets of a completion port (winsock2.h of Windows 11).
//
// The library has no such packets yet: ProcessSocketNotifications checks its arguments and answers WSAEOPNOTSUPP.
// Any thread; nothing of the caller's is kept.
#pragma once

#include "base_structs.h"
#include "socket_type.h"
#include "symbol.h"

#define SOCK_NOTIFY_REGISTER_EVENT_NONE 0x00
#define SOCK_NOTIFY_REGISTER_EVENT_IN 0x01
#define SOCK_NOTIFY_REGISTER_EVENT_OUT 0x02
#define SOCK_NOTIFY_REGISTER_EVENT_HANGUP 0x04
#define SOCK_NOTIFY_REGISTER_EVENTS_ALL \
    (SOCK_NOTIFY_REGISTER_EVENT_IN | SOCK_NOTIFY_REGISTER_EVENT_OUT | SOCK_NOTIFY_REGISTER_EVENT_HANGUP)

#define SOCK_NOTIFY_EVENT_IN SOCK_NOTIFY_REGISTER_EVENT_IN
#define SOCK_NOTIFY_EVENT_OUT SOCK_NOTIFY_REGISTER_EVENT_OUT
#define SOCK_NOTIFY_EVENT_HANGUP SOCK_NOTIFY_REGISTER_EVENT_HANGUP
#define SOCK_NOTIFY_EVENT_ERR 0x40
#define SOCK_NOTIFY_EVENT_REMOVE 0x80
#define SOCK_NOTIFY_EVENTS_ALL (SOCK_NOTIFY_REGISTER_EVENTS_ALL | SOCK_NOTIFY_EVENT_ERR | SOCK_NOTIFY_EVENT_REMOVE)

#define SOCK_NOTIFY_OP_NONE 0x00
#define SOCK_NOTIFY_OP_ENABLE 0x01
#define SOCK_NOTIFY_OP_DISABLE 0x02
#define SOCK_NOTIFY_OP_REMOVE 0x04

#define SOCK_NOTIFY_TRIGGER_ONESHOT 0x01
#define SOCK_NOTIFY_TRIGGER_PERSISTENT 0x02
#define SOCK_NOTIFY_TRIGGER_LEVEL 0x04
#define SOCK_NOTIFY_TRIGGER_EDGE 0x08

typedef struct SOCK_NOTIFY_REGISTRATION {
    SOCKET socket;
    PVOID completionKey;
    UINT16 eventFilter;
    UINT8 operation;
    UINT8 triggerFlags;
    DWORD registrationResult;
} SOCK_NOTIFY_REGISTRATION;

LOOPSOCK_COMPAT_BEGIN

// 0, WAIT_TIMEOUT, or the error. The time-out is in milliseconds.
DWORD WSAAPI ProcessSocketNotifications(HANDLE port, UINT32 registrations, SOCK_NOTIFY_REGISTRATION *registration, UINT32 timeout,
                                        ULONG most_entries, OVERLAPPED_ENTRY *entries, UINT32 *received)
    LOOPSOCK_WS_SYMBOL(ProcessSocketNotifications);

LOOPSOCK_COMPAT_END

static inline UINT32 SocketNotificationRetrieveEvents(OVERLAPPED_ENTRY *entry)
{
    return entry->dwNumberOfBytesTransferred;
}
