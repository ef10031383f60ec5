// winternl: the few calls of ntdll that socket programs look up: statuses to errors, and closing a handle by the kernel's own name for it.
//
// Any thread. The structures are there for declarations; nothing here opens anything by them.
#pragma once

#include "windows.h"

typedef struct _UNICODE_STRING {
    USHORT Length;         // bytes, without a final 0
    USHORT MaximumLength;  // bytes
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

typedef struct _OBJECT_ATTRIBUTES {
    ULONG Length;
    HANDLE RootDirectory;
    PUNICODE_STRING ObjectName;
    ULONG Attributes;
    PVOID SecurityDescriptor;
    PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;

typedef struct _IO_STATUS_BLOCK {
    __extension__ union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

typedef void(NTAPI *PIO_APC_ROUTINE)(PVOID context, PIO_STATUS_BLOCK status, ULONG reserved);

LOOPSOCK_COMPAT_BEGIN

// The Win32 error of a status, ERROR_MR_MID_NOT_FOUND for one that is not in <ntstatus.h> here. The two are the same: no thread remembers
// a status here.
ULONG NTAPI RtlNtStatusToDosError(NTSTATUS status) LOOPSOCK_WS_SYMBOL(RtlNtStatusToDosError);
ULONG NTAPI RtlNtStatusToDosErrorNoTeb(NTSTATUS status) LOOPSOCK_WS_SYMBOL(RtlNtStatusToDosErrorNoTeb);

// CloseHandle with a status for an answer; the last error is not touched.
NTSTATUS NTAPI NtClose(HANDLE handle) LOOPSOCK_WS_SYMBOL(NtClose);

// Points to the text, which stays the caller's.
void NTAPI RtlInitUnicodeString(PUNICODE_STRING string, PCWSTR text) LOOPSOCK_WS_SYMBOL(RtlInitUnicodeString);

LOOPSOCK_COMPAT_END
