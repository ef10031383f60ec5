// win32_virtual_memory: memory in pages: reserved, committed, protected; and how large a page is.
//
//     free ── MEM_RESERVE ─► reserved ── MEM_COMMIT ─► committed          both at once is usual
//                              ◄── MEM_DECOMMIT ──                        MEM_RELEASE: the whole reservation, size 0
//
// Addresses are multiples of 64 KiB where they are new. Any thread. Only pages that came from VirtualAlloc can be freed or protected here.
// Errors: ERROR_INVALID_ADDRESS for other pages and taken addresses, ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY.
#pragma once

#include "base_types.h"
#include "symbol.h"

#define MEM_COMMIT 0x00001000
#define MEM_RESERVE 0x00002000
#define MEM_DECOMMIT 0x00004000
#define MEM_RELEASE 0x00008000
// What a released page is; never a way to free it: VirtualFree answers ERROR_INVALID_PARAMETER.
#define MEM_FREE 0x00010000
#define MEM_TOP_DOWN 0x00100000
// Watched pages are not offered: GetWriteWatch is missing, and the flag is ERROR_NOT_SUPPORTED.
#define MEM_WRITE_WATCH 0x00200000
#define WRITE_WATCH_FLAG_RESET 1
// Large pages need a privilege that nobody has here: ERROR_PRIVILEGE_NOT_HELD.
#define MEM_LARGE_PAGES 0x20000000

#define PAGE_NOACCESS 0x01
#define PAGE_READONLY 0x02
#define PAGE_READWRITE 0x04
#define PAGE_EXECUTE 0x10
#define PAGE_EXECUTE_READ 0x20
#define PAGE_EXECUTE_READWRITE 0x40

#define PROCESSOR_ARCHITECTURE_AMD64 9
#define PROCESSOR_ARCHITECTURE_ARM64 12
#define PROCESSOR_ARCHITECTURE_UNKNOWN 0xffff

typedef struct _SYSTEM_INFO {
    __extension__ union {
        DWORD dwOemId;
        __extension__ struct {
            WORD wProcessorArchitecture;
            WORD wReserved;
        };
    };
    DWORD dwPageSize;
    LPVOID lpMinimumApplicationAddress;
    LPVOID lpMaximumApplicationAddress;
    DWORD_PTR dwActiveProcessorMask;
    DWORD dwNumberOfProcessors;
    DWORD dwProcessorType;
    DWORD dwAllocationGranularity;
    WORD wProcessorLevel;
    WORD wProcessorRevision;
} SYSTEM_INFO, *LPSYSTEM_INFO;

LOOPSOCK_COMPAT_BEGIN

// Committed pages hold zeros.
LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T bytes, DWORD what, DWORD protection) LOOPSOCK_WS_SYMBOL(VirtualAlloc);
BOOL WINAPI VirtualFree(LPVOID address, SIZE_T bytes, DWORD what) LOOPSOCK_WS_SYMBOL(VirtualFree);
// `old` gets the protection of the first page and must not be NULL.
BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T bytes, DWORD protection, PDWORD old) LOOPSOCK_WS_SYMBOL(VirtualProtect);
// The process must be this one, GetCurrentProcess().
LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T bytes, DWORD what, DWORD protection) LOOPSOCK_WS_SYMBOL(VirtualAllocEx);
BOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T bytes, DWORD what) LOOPSOCK_WS_SYMBOL(VirtualFreeEx);

void WINAPI GetSystemInfo(LPSYSTEM_INFO info) LOOPSOCK_WS_SYMBOL(GetSystemInfo);
void WINAPI GetNativeSystemInfo(LPSYSTEM_INFO info) LOOPSOCK_WS_SYMBOL(GetNativeSystemInfo);

LOOPSOCK_COMPAT_END
