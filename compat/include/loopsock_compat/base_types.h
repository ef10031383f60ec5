// base_types: the scalar types of Windows, at the sizes Windows gives them.
//
// Windows' long has 32 bits and Linux's has 64, so LONG, ULONG and DWORD are int here and never long:
// structures and option values then have Windows' layout. WCHAR is wchar_t, which has 32 bits on Linux,
// because only that lets L"..." convert. Microsoft keeps these in minwindef.h, winnt.h and basetsd.h.
// Threads, memory: types only.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "win32_annotations.h"

// Words that mean something to Microsoft's compiler only.
#define CALLBACK
#define WINAPI
#define WINAPIV
#define APIENTRY
#define PASCAL
#define NTAPI
#define CDECL
#define WSAAPI
#define WSPAPI
#ifndef FAR
#define FAR
#endif
#ifndef NEAR
#define NEAR
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef _cdecl
#define _cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif
#ifndef _stdcall
#define _stdcall
#endif
#ifndef __fastcall
#define __fastcall
#endif
#ifndef __int64
#define __int64 long long
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#ifndef CONST
#define CONST const
#endif
#define UNALIGNED
#define ANYSIZE_ARRAY 1
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#define DECLARE_HANDLE(name) \
    struct name##__ { \
        int unused; \
    }; \
    typedef struct name##__ *name
#ifndef VOID
#define VOID void
#endif

typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef BYTE BOOLEAN, *PBOOLEAN;
typedef char CHAR, *PCHAR, *LPCH, *PCH, *LPSTR, *PSTR;
typedef const char *LPCSTR, *PCSTR, *LPCCH, *PCCH;
typedef signed char INT8, *PINT8;
typedef unsigned char UCHAR, *PUCHAR, UINT8, *PUINT8;
typedef short SHORT, *PSHORT, INT16, *PINT16;
typedef unsigned short USHORT, *PUSHORT, WORD, *PWORD, *LPWORD, UINT16, *PUINT16;
typedef int INT, *PINT, *LPINT, INT32, *PINT32, LONG, *PLONG, *LPLONG, LONG32, *PLONG32;
typedef unsigned int UINT, *PUINT, *LPUINT, UINT32, *PUINT32, ULONG, *PULONG, *LPULONG, ULONG32, *PULONG32;
typedef unsigned int DWORD, *PDWORD, *LPDWORD, DWORD32, *PDWORD32;
typedef float FLOAT, *PFLOAT;
typedef long long LONGLONG, *PLONGLONG, INT64, *PINT64, LONG64, *PLONG64;
typedef unsigned long long ULONGLONG, *PULONGLONG, UINT64, *PUINT64, ULONG64, *PULONG64, DWORD64, *PDWORD64, DWORDLONG, *PDWORDLONG;

typedef intptr_t INT_PTR, *PINT_PTR, LONG_PTR, *PLONG_PTR, SSIZE_T, *PSSIZE_T;
typedef uintptr_t UINT_PTR, *PUINT_PTR, ULONG_PTR, *PULONG_PTR, DWORD_PTR, *PDWORD_PTR, KAFFINITY;
typedef size_t SIZE_T, *PSIZE_T;

typedef wchar_t WCHAR, *PWCHAR, *LPWCH, *PWCH, *LPWSTR, *PWSTR;
typedef const wchar_t *LPCWSTR, *PCWSTR, *LPCWCH, *PCWCH;
#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
typedef LPWSTR LPTSTR, PTSTR;
typedef LPCWSTR LPCTSTR, PCTSTR;
#else
typedef char TCHAR, *PTCHAR;
typedef LPSTR LPTSTR, PTSTR;
typedef LPCSTR LPCTSTR, PCTSTR;
#endif

typedef void *PVOID, *LPVOID, *HANDLE, **PHANDLE, **LPHANDLE;
typedef const void *LPCVOID, *PCVOID;
typedef HANDLE HGLOBAL, HLOCAL;
typedef struct HWND__ *HWND;
typedef struct HINSTANCE__ *HINSTANCE, *HMODULE;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;
typedef LONG HRESULT, NTSTATUS, *PNTSTATUS;
typedef WORD ATOM, LANGID;
typedef DWORD LCID, ACCESS_MASK, *PACCESS_MASK;
typedef PVOID PSECURITY_DESCRIPTOR;
typedef INT_PTR(WINAPI *FARPROC)(void);
