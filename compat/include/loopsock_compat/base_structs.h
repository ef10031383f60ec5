// base_structs: the structures of Windows that socket calls pass through: GUID, OVERLAPPED and friends.
//
// Layouts are Windows' 64-bit ones. An OVERLAPPED belongs to the program and must stay where it is until
// its operation has completed; hEvent may be read at any time, Internal and InternalHigh are ours meanwhile.
// Threads: the structures have no locks; see the calls that take them.
#pragma once

#include "base_types.h"

#include <string.h>

typedef struct _GUID {
    UINT32 Data1;
    USHORT Data2;
    USHORT Data3;
    UCHAR Data4[8];
} GUID, *LPGUID;
typedef const GUID *LPCGUID;

#ifdef __cplusplus
#define REFGUID const GUID &
static inline int IsEqualGUID(REFGUID left, REFGUID right)
{
    return memcmp(&left, &right, sizeof(GUID)) == 0;
}
static inline bool operator==(REFGUID left, REFGUID right)
{
    return IsEqualGUID(left, right) != 0;
}
static inline bool operator!=(REFGUID left, REFGUID right)
{
    return IsEqualGUID(left, right) == 0;
}
#else
#define REFGUID const GUID *
#define IsEqualGUID(left, right) (memcmp((left), (right), sizeof(GUID)) == 0)
#endif

// Structures without a name are Microsoft's habit, not the C++ standard's: __extension__ says so.
typedef union _LARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

typedef struct _OVERLAPPED {
    ULONG_PTR Internal;
    ULONG_PTR InternalHigh;
    __extension__ union {
        __extension__ struct {
            DWORD Offset;
            DWORD OffsetHigh;
        };
        PVOID Pointer;
    };
    HANDLE hEvent;
} OVERLAPPED, *LPOVERLAPPED;
