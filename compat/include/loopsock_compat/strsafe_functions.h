// strsafe_functions: strings that are always ended and never overrun: the StringCch calls count characters, the StringCb calls bytes.
//
// The length of the room counts the final 0 and may be 1 to STRSAFE_MAX_CCH. S_OK; STRSAFE_E_INSUFFICIENT_BUFFER where the text was cut
// off (it is ended all the same); STRSAFE_E_INVALID_PARAMETER where there is no room at all, or no end within it. Formats are those of
// crt_printing.h. Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

#include <stdarg.h>

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_MAX_LENGTH (STRSAFE_MAX_CCH - 1)
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007a)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026)

typedef LPSTR STRSAFE_LPSTR;
typedef LPCSTR STRSAFE_LPCSTR, STRSAFE_PCNZCH;
typedef LPWSTR STRSAFE_LPWSTR;
typedef LPCWSTR STRSAFE_LPCWSTR, STRSAFE_PCNZWCH;

LOOPSOCK_COMPAT_BEGIN

HRESULT WINAPI StringCchCopyA(LPSTR target, size_t room, LPCSTR source) LOOPSOCK_WS_SYMBOL(StringCchCopyA);
HRESULT WINAPI StringCchCopyW(LPWSTR target, size_t room, LPCWSTR source) LOOPSOCK_WS_SYMBOL(StringCchCopyW);
HRESULT WINAPI StringCbCopyA(LPSTR target, size_t bytes, LPCSTR source) LOOPSOCK_WS_SYMBOL(StringCbCopyA);
HRESULT WINAPI StringCbCopyW(LPWSTR target, size_t bytes, LPCWSTR source) LOOPSOCK_WS_SYMBOL(StringCbCopyW);
// At most so many characters (bytes) of the source.
HRESULT WINAPI StringCchCopyNA(LPSTR target, size_t room, LPCSTR source, size_t count) LOOPSOCK_WS_SYMBOL(StringCchCopyNA);
HRESULT WINAPI StringCchCopyNW(LPWSTR target, size_t room, LPCWSTR source, size_t count) LOOPSOCK_WS_SYMBOL(StringCchCopyNW);
HRESULT WINAPI StringCbCopyNA(LPSTR target, size_t bytes, LPCSTR source, size_t count_bytes) LOOPSOCK_WS_SYMBOL(StringCbCopyNA);
HRESULT WINAPI StringCbCopyNW(LPWSTR target, size_t bytes, LPCWSTR source, size_t count_bytes) LOOPSOCK_WS_SYMBOL(StringCbCopyNW);

HRESULT WINAPI StringCchCatA(LPSTR target, size_t room, LPCSTR source) LOOPSOCK_WS_SYMBOL(StringCchCatA);
HRESULT WINAPI StringCchCatW(LPWSTR target, size_t room, LPCWSTR source) LOOPSOCK_WS_SYMBOL(StringCchCatW);
HRESULT WINAPI StringCbCatA(LPSTR target, size_t bytes, LPCSTR source) LOOPSOCK_WS_SYMBOL(StringCbCatA);
HRESULT WINAPI StringCbCatW(LPWSTR target, size_t bytes, LPCWSTR source) LOOPSOCK_WS_SYMBOL(StringCbCatW);
HRESULT WINAPI StringCchCatNA(LPSTR target, size_t room, LPCSTR source, size_t count) LOOPSOCK_WS_SYMBOL(StringCchCatNA);
HRESULT WINAPI StringCchCatNW(LPWSTR target, size_t room, LPCWSTR source, size_t count) LOOPSOCK_WS_SYMBOL(StringCchCatNW);

HRESULT WINAPIV StringCchPrintfA(LPSTR target, size_t room, LPCSTR format, ...) LOOPSOCK_WS_SYMBOL(StringCchPrintfA);
HRESULT WINAPIV StringCchPrintfW(LPWSTR target, size_t room, LPCWSTR format, ...) LOOPSOCK_WS_SYMBOL(StringCchPrintfW);
HRESULT WINAPIV StringCbPrintfA(LPSTR target, size_t bytes, LPCSTR format, ...) LOOPSOCK_WS_SYMBOL(StringCbPrintfA);
HRESULT WINAPIV StringCbPrintfW(LPWSTR target, size_t bytes, LPCWSTR format, ...) LOOPSOCK_WS_SYMBOL(StringCbPrintfW);
HRESULT WINAPI StringCchVPrintfA(LPSTR target, size_t room, LPCSTR format, va_list arguments) LOOPSOCK_WS_SYMBOL(StringCchVPrintfA);
HRESULT WINAPI StringCchVPrintfW(LPWSTR target, size_t room, LPCWSTR format, va_list arguments) LOOPSOCK_WS_SYMBOL(StringCchVPrintfW);
HRESULT WINAPI StringCbVPrintfA(LPSTR target, size_t bytes, LPCSTR format, va_list arguments) LOOPSOCK_WS_SYMBOL(StringCbVPrintfA);
HRESULT WINAPI StringCbVPrintfW(LPWSTR target, size_t bytes, LPCWSTR format, va_list arguments) LOOPSOCK_WS_SYMBOL(StringCbVPrintfW);

// Without the final 0, which must come within the first `room` characters (bytes). `length` may be NULL.
HRESULT WINAPI StringCchLengthA(LPCSTR text, size_t room, size_t *length) LOOPSOCK_WS_SYMBOL(StringCchLengthA);
HRESULT WINAPI StringCchLengthW(LPCWSTR text, size_t room, size_t *length) LOOPSOCK_WS_SYMBOL(StringCchLengthW);
HRESULT WINAPI StringCbLengthA(LPCSTR text, size_t bytes, size_t *length) LOOPSOCK_WS_SYMBOL(StringCbLengthA);
HRESULT WINAPI StringCbLengthW(LPCWSTR text, size_t bytes, size_t *length) LOOPSOCK_WS_SYMBOL(StringCbLengthW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define StringCchCopy StringCchCopyW
#define StringCbCopy StringCbCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCbCopyN StringCbCopyNW
#define StringCchCat StringCchCatW
#define StringCbCat StringCbCatW
#define StringCchCatN StringCchCatNW
#define StringCchPrintf StringCchPrintfW
#define StringCbPrintf StringCbPrintfW
#define StringCchVPrintf StringCchVPrintfW
#define StringCbVPrintf StringCbVPrintfW
#define StringCchLength StringCchLengthW
#define StringCbLength StringCbLengthW
#else
#define StringCchCopy StringCchCopyA
#define StringCbCopy StringCbCopyA
#define StringCchCopyN StringCchCopyNA
#define StringCbCopyN StringCbCopyNA
#define StringCchCat StringCchCatA
#define StringCbCat StringCbCatA
#define StringCchCatN StringCchCatNA
#define StringCchPrintf StringCchPrintfA
#define StringCbPrintf StringCbPrintfA
#define StringCchVPrintf StringCchVPrintfA
#define StringCbVPrintf StringCbVPrintfA
#define StringCchLength StringCchLengthA
#define StringCbLength StringCbLengthA
#endif
