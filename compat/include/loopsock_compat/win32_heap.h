// win32_heap: memory in pieces: heaps, and LocalAlloc and GlobalAlloc, which take from the process' heap.
//
// A piece is aligned to 16 bytes and belongs to the caller until freed. A heap of a program's own gives all of its memory back when it is
// destroyed. Any thread, also with HEAP_NO_SERIALIZE, which then is not needed. The maximum size of a heap is not enforced.
#pragma once

#include "base_types.h"
#include "symbol.h"

#define HEAP_NO_SERIALIZE 0x00000001
#define HEAP_GROWABLE 0x00000002
#define HEAP_GENERATE_EXCEPTIONS 0x00000004
#define HEAP_ZERO_MEMORY 0x00000008
#define HEAP_REALLOC_IN_PLACE_ONLY 0x00000010

#define LMEM_FIXED 0x0000
#define LMEM_MOVEABLE 0x0002
#define LMEM_ZEROINIT 0x0040
#define LHND (LMEM_MOVEABLE | LMEM_ZEROINIT)
#define LPTR (LMEM_FIXED | LMEM_ZEROINIT)
#define GMEM_FIXED LMEM_FIXED
#define GMEM_MOVEABLE LMEM_MOVEABLE
#define GMEM_ZEROINIT LMEM_ZEROINIT
#define GHND LHND
#define GPTR LPTR

LOOPSOCK_COMPAT_BEGIN

HANDLE WINAPI GetProcessHeap(void) LOOPSOCK_WS_SYMBOL(GetProcessHeap);
HANDLE WINAPI HeapCreate(DWORD flags, SIZE_T initial_bytes, SIZE_T maximum_bytes) LOOPSOCK_WS_SYMBOL(HeapCreate);
// ERROR_INVALID_HANDLE for the process' heap.
BOOL WINAPI HeapDestroy(HANDLE heap) LOOPSOCK_WS_SYMBOL(HeapDestroy);

// NULL when there is no memory, as on Windows without a last error; HEAP_GENERATE_EXCEPTIONS changes nothing.
LPVOID WINAPI HeapAlloc(HANDLE heap, DWORD flags, SIZE_T bytes) LOOPSOCK_WS_SYMBOL(HeapAlloc);
LPVOID WINAPI HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T bytes) LOOPSOCK_WS_SYMBOL(HeapReAlloc);
// NULL may be freed.
BOOL WINAPI HeapFree(HANDLE heap, DWORD flags, LPVOID memory) LOOPSOCK_WS_SYMBOL(HeapFree);
// The bytes that were asked for.
SIZE_T WINAPI HeapSize(HANDLE heap, DWORD flags, LPCVOID memory) LOOPSOCK_WS_SYMBOL(HeapSize);

// Memory is never moved: a handle is its address. NULL with ERROR_NOT_ENOUGH_MEMORY; freeing answers NULL.
HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T bytes) LOOPSOCK_WS_SYMBOL(LocalAlloc);
HLOCAL WINAPI LocalReAlloc(HLOCAL memory, SIZE_T bytes, UINT flags) LOOPSOCK_WS_SYMBOL(LocalReAlloc);
HLOCAL WINAPI LocalFree(HLOCAL memory) LOOPSOCK_WS_SYMBOL(LocalFree);
SIZE_T WINAPI LocalSize(HLOCAL memory) LOOPSOCK_WS_SYMBOL(LocalSize);
HGLOBAL WINAPI GlobalAlloc(UINT flags, SIZE_T bytes) LOOPSOCK_WS_SYMBOL(GlobalAlloc);
HGLOBAL WINAPI GlobalReAlloc(HGLOBAL memory, SIZE_T bytes, UINT flags) LOOPSOCK_WS_SYMBOL(GlobalReAlloc);
HGLOBAL WINAPI GlobalFree(HGLOBAL memory) LOOPSOCK_WS_SYMBOL(GlobalFree);
SIZE_T WINAPI GlobalSize(HGLOBAL memory) LOOPSOCK_WS_SYMBOL(GlobalSize);
LPVOID WINAPI GlobalLock(HGLOBAL memory) LOOPSOCK_WS_SYMBOL(GlobalLock);
// FALSE without an error, since nothing is locked any more.
BOOL WINAPI GlobalUnlock(HGLOBAL memory) LOOPSOCK_WS_SYMBOL(GlobalUnlock);

LOOPSOCK_COMPAT_END
