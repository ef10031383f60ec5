// win32_status: the NTSTATUS codes that <windows.h> has; all others are in <ntstatus.h>.
//
// OVERLAPPED.Internal holds such a code. A program that wants <ntstatus.h>'s definitions alone says WIN32_NO_STATUS before <windows.h>;
// here both say the same. Threads, memory: constants only.
#pragma once

#include "base_types.h"

#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_INFORMATION(status) ((ULONG)(status) >> 30 == 1)
#define NT_WARNING(status) ((ULONG)(status) >> 30 == 2)
#define NT_ERROR(status) ((ULONG)(status) >> 30 == 3)

#ifndef WIN32_NO_STATUS
#define STATUS_WAIT_0 ((NTSTATUS)0x00000000)
#define STATUS_ABANDONED_WAIT_0 ((NTSTATUS)0x00000080)
#define STATUS_USER_APC ((NTSTATUS)0x000000c0)
#define STATUS_TIMEOUT ((NTSTATUS)0x00000102)
#define STATUS_PENDING ((NTSTATUS)0x00000103)
#define STATUS_ACCESS_VIOLATION ((NTSTATUS)0xc0000005)
#define STATUS_INVALID_HANDLE ((NTSTATUS)0xc0000008)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xc000000d)
#define STATUS_NO_MEMORY ((NTSTATUS)0xc0000017)
#define STATUS_STACK_OVERFLOW ((NTSTATUS)0xc00000fd)
#define STATUS_CONTROL_C_EXIT ((NTSTATUS)0xc000013a)
#endif
