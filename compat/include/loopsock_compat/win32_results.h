// win32_results: HRESULT, the third kind of result after Win32 errors and NTSTATUS: negative is failure (Microsoft's winerror.h).
//
//     | failed 1 | … 4 | facility 11 | code 16 |       a Win32 error has facility 7
//
// Threads, memory: constants and pure macros.
#pragma once

#include "base_types.h"

#define SUCCEEDED(result) ((HRESULT)(result) >= 0)
#define FAILED(result) ((HRESULT)(result) < 0)
#define IS_ERROR(status) ((ULONG)(status) >> 31 == 1)
#define HRESULT_CODE(result) ((result)&0xffff)
#define HRESULT_FACILITY(result) (((result) >> 16) & 0x1fff)
#define HRESULT_SEVERITY(result) (((result) >> 31) & 1)
#define MAKE_HRESULT(severity, facility, code) ((HRESULT)((ULONG)(severity) << 31 | (ULONG)(facility) << 16 | (ULONG)(code)))
#define SEVERITY_SUCCESS 0
#define SEVERITY_ERROR 1
#define FACILITY_NULL 0
#define FACILITY_WIN32 7
#define FACILITY_NT_BIT 0x10000000
#define HRESULT_FROM_NT(status) ((HRESULT)((status) | FACILITY_NT_BIT))

// An HRESULT stays what it is, and so does 0.
static inline HRESULT HRESULT_FROM_WIN32(ULONG error)
{
    return (HRESULT)error <= 0 ? (HRESULT)error : (HRESULT)((error & 0xffff) | FACILITY_WIN32 << 16 | 0x80000000u);
}
#define __HRESULT_FROM_WIN32(error) HRESULT_FROM_WIN32(error)

#define NOERROR 0
#define S_OK ((HRESULT)0)
#define S_FALSE ((HRESULT)1)
#define E_NOTIMPL ((HRESULT)0x80004001)
#define E_NOINTERFACE ((HRESULT)0x80004002)
#define E_POINTER ((HRESULT)0x80004003)
#define E_ABORT ((HRESULT)0x80004004)
#define E_FAIL ((HRESULT)0x80004005)
#define E_UNEXPECTED ((HRESULT)0x8000ffff)
#define E_PENDING ((HRESULT)0x8000000a)
#define E_ACCESSDENIED ((HRESULT)0x80070005)
#define E_HANDLE ((HRESULT)0x80070006)
#define E_OUTOFMEMORY ((HRESULT)0x8007000e)
#define E_INVALIDARG ((HRESULT)0x80070057)
