// functions_events: event objects, and the network events of sockets that set them.
//
// An event is a manual one: once set it stays set until it is reset. Its handle is of the same kind as CreateEvent's, and either may stand
// for the other. Any thread may use it; whoever made it closes it, and sockets that set it do not mind.
// Arguments and errors are those of Microsoft's page of the same name; WSANOTINITIALISED where Winsock was not started.
#pragma once

#include "network_events.h"
#include "socket_type.h"
#include "symbol.h"

LOOPSOCK_COMPAT_BEGIN

// WSA_INVALID_EVENT: WSA_NOT_ENOUGH_MEMORY.
WSAEVENT WSAAPI WSACreateEvent(void) LOOPSOCK_WS_SYMBOL(WSACreateEvent);
// FALSE: WSA_INVALID_HANDLE.
BOOL WSAAPI WSASetEvent(WSAEVENT event) LOOPSOCK_WS_SYMBOL(WSASetEvent);
BOOL WSAAPI WSAResetEvent(WSAEVENT event) LOOPSOCK_WS_SYMBOL(WSAResetEvent);
BOOL WSAAPI WSACloseEvent(WSAEVENT event) LOOPSOCK_WS_SYMBOL(WSACloseEvent);

// WSA_WAIT_EVENT_0 + the index of the event that ended the wait (of the first that is set, if there are several; 0 with `all`),
// WSA_WAIT_TIMEOUT after so many milliseconds (WSA_INFINITE: never), or WSA_WAIT_IO_COMPLETION: `alertable`, and completion routines ran.
// WSA_WAIT_FAILED: WSA_INVALID_PARAMETER (no events, more than WSA_MAXIMUM_WAIT_EVENTS, or with `all` one twice), WSA_INVALID_HANDLE.
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, BOOL all, DWORD milliseconds, BOOL alertable)
    LOOPSOCK_WS_SYMBOL(WSAWaitForMultipleEvents);

// From now on each of these FD_… events of the socket is recorded and sets the event. The socket becomes non-blocking and cannot be made blocking
// while anything is selected. Sockets that it accepts are selected alike. 0 for `events` ends it; the event is not looked at then.
// WSAEINVAL: no event, or bits that are none; WSAENOTSOCK: no socket, or a handle that is no event.
int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT event, LONG events) LOOPSOCK_WS_SYMBOL(WSAEventSelect);
// Takes what was recorded of the selected events, and resets the event that is given, if any. Of iErrorCode only the places of the
// events in lNetworkEvents are written.
int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS out) LOOPSOCK_WS_SYMBOL(WSAEnumNetworkEvents);

LOOPSOCK_COMPAT_END

#if defined(INCL_WINSOCK_API_TYPEDEFS) && INCL_WINSOCK_API_TYPEDEFS
typedef __typeof__(&WSACreateEvent) LPFN_WSACREATEEVENT;
typedef __typeof__(&WSASetEvent) LPFN_WSASETEVENT;
typedef __typeof__(&WSAResetEvent) LPFN_WSARESETEVENT;
typedef __typeof__(&WSACloseEvent) LPFN_WSACLOSEEVENT;
typedef __typeof__(&WSAWaitForMultipleEvents) LPFN_WSAWAITFORMULTIPLEEVENTS;
typedef __typeof__(&WSAEventSelect) LPFN_WSAEVENTSELECT;
typedef __typeof__(&WSAEnumNetworkEvents) LPFN_WSAENUMNETWORKEVENTS;
#endif
