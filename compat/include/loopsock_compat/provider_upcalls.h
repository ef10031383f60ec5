// provider_upcalls: what a service provider may call back in the Winsock library that loaded it: fifteen functions in a table.
//
// Types only. Threads and memory: the caller of WSPStartup provides the functions and says what they allow.
#pragma once

#include "provider_functions.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

typedef BOOL(CALLBACK *LPBLOCKINGCALLBACK)(DWORD_PTR context);
typedef VOID(CALLBACK *LPWSAUSERAPC)(DWORD_PTR context);

typedef BOOL(WSPAPI *LPWPUCLOSEEVENT)(WSAEVENT event, LPINT error);
typedef int(WSPAPI *LPWPUCLOSESOCKETHANDLE)(SOCKET s, LPINT error);
typedef WSAEVENT(WSPAPI *LPWPUCREATEEVENT)(LPINT error);
typedef SOCKET(WSPAPI *LPWPUCREATESOCKETHANDLE)(DWORD catalog_entry, DWORD_PTR context, LPINT error);
typedef int(WSPAPI *LPWPUFDISSET)(SOCKET s, fd_set *set);
typedef int(WSPAPI *LPWPUGETPROVIDERPATH)(LPGUID provider, WCHAR *path, LPINT length, LPINT error);
typedef SOCKET(WSPAPI *LPWPUMODIFYIFSHANDLE)(DWORD catalog_entry, SOCKET proposed, LPINT error);
typedef BOOL(WSPAPI *LPWPUPOSTMESSAGE)(HWND window, UINT message, WPARAM first, LPARAM second);
typedef int(WSPAPI *LPWPUQUERYBLOCKINGCALLBACK)(DWORD catalog_entry, LPBLOCKINGCALLBACK *callback, PDWORD_PTR context, LPINT error);
typedef int(WSPAPI *LPWPUQUERYSOCKETHANDLECONTEXT)(SOCKET s, PDWORD_PTR context, LPINT error);
typedef int(WSPAPI *LPWPUQUEUEAPC)(LPWSATHREADID thread, LPWSAUSERAPC routine, DWORD_PTR context, LPINT error);
typedef BOOL(WSPAPI *LPWPURESETEVENT)(WSAEVENT event, LPINT error);
typedef BOOL(WSPAPI *LPWPUSETEVENT)(WSAEVENT event, LPINT error);
typedef int(WSPAPI *LPWPUOPENCURRENTTHREAD)(LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWPUCLOSETHREAD)(LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWPUCOMPLETEOVERLAPPEDREQUEST)(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD result, DWORD transferred, LPINT error);

typedef struct _WSPUPCALLTABLE {
    LPWPUCLOSEEVENT lpWPUCloseEvent;
    LPWPUCLOSESOCKETHANDLE lpWPUCloseSocketHandle;
    LPWPUCREATEEVENT lpWPUCreateEvent;
    LPWPUCREATESOCKETHANDLE lpWPUCreateSocketHandle;
    LPWPUFDISSET lpWPUFDIsSet;
    LPWPUGETPROVIDERPATH lpWPUGetProviderPath;
    LPWPUMODIFYIFSHANDLE lpWPUModifyIFSHandle;
    LPWPUPOSTMESSAGE lpWPUPostMessage;
    LPWPUQUERYBLOCKINGCALLBACK lpWPUQueryBlockingCallback;
    LPWPUQUERYSOCKETHANDLECONTEXT lpWPUQuerySocketHandleContext;
    LPWPUQUEUEAPC lpWPUQueueApc;
    LPWPURESETEVENT lpWPUResetEvent;
    LPWPUSETEVENT lpWPUSetEvent;
    LPWPUOPENCURRENTTHREAD lpWPUOpenCurrentThread;
    LPWPUCLOSETHREAD lpWPUCloseThread;
} WSPUPCALLTABLE, *LPWSPUPCALLTABLE;

#endif
