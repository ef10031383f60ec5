// win32_lists: a stack that many threads push to and pop from (Microsoft's interlocked singly linked lists).
//
//     SLIST_HEADER ─► entry ─► entry ─► NULL         the last one pushed comes out first
//
// The entries are the program's; each begins with an SLIST_ENTRY, or holds one. Any thread, at any time; a header of zeros is an empty
// list.
#pragma once

#include "base_types.h"
#include "symbol.h"

typedef struct DECLSPEC_ALIGN(16) _SLIST_ENTRY {
    struct _SLIST_ENTRY *Next;
} SLIST_ENTRY, *PSLIST_ENTRY;

// The members are the library's.
typedef struct DECLSPEC_ALIGN(16) _SLIST_HEADER {
    PSLIST_ENTRY First;
    ULONG Lock;
    ULONG Depth;
} SLIST_HEADER, *PSLIST_HEADER;

LOOPSOCK_COMPAT_BEGIN

void WINAPI InitializeSListHead(PSLIST_HEADER list) LOOPSOCK_WS_SYMBOL(InitializeSListHead);
// What was first before, or NULL.
PSLIST_ENTRY WINAPI InterlockedPushEntrySList(PSLIST_HEADER list, PSLIST_ENTRY entry) LOOPSOCK_WS_SYMBOL(InterlockedPushEntrySList);
PSLIST_ENTRY WINAPI InterlockedPopEntrySList(PSLIST_HEADER list) LOOPSOCK_WS_SYMBOL(InterlockedPopEntrySList);
// All at once: the first of the chain.
PSLIST_ENTRY WINAPI InterlockedFlushSList(PSLIST_HEADER list) LOOPSOCK_WS_SYMBOL(InterlockedFlushSList);
USHORT WINAPI QueryDepthSList(PSLIST_HEADER list) LOOPSOCK_WS_SYMBOL(QueryDepthSList);

LOOPSOCK_COMPAT_END
