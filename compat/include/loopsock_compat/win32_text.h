// win32_text: strings as Windows has them: narrow ones, which are UTF-8 here, and wide ones, which hold a character in each WCHAR.
//
// Any thread, whatever its locale. The lstr calls take NULL for an empty string where Microsoft's do.
#pragma once

#include "base_types.h"
#include "symbol.h"

#include <stdarg.h>

// The first four mean UTF-8; other code pages are ERROR_INVALID_PARAMETER.
#define CP_ACP 0
#define CP_OEMCP 1
#define CP_THREAD_ACP 3
#define CP_UTF8 65001

#define MB_PRECOMPOSED 0x01
#define MB_COMPOSITE 0x02
#define MB_USEGLYPHCHARS 0x04
#define MB_ERR_INVALID_CHARS 0x08
#define WC_ERR_INVALID_CHARS 0x80
#define WC_COMPOSITECHECK 0x200
#define WC_NO_BEST_FIT_CHARS 0x400

LOOPSOCK_COMPAT_BEGIN

// What was written, or with a length of 0 what would be, in WCHARs or bytes; a text length of -1 takes the final 0 along. 0 is failure:
// ERROR_INSUFFICIENT_BUFFER, ERROR_INVALID_PARAMETER, ERROR_INVALID_FLAGS, ERROR_NO_UNICODE_TRANSLATION (with …_ERR_INVALID_CHARS;
// otherwise what is no character becomes U+FFFD).
int WINAPI MultiByteToWideChar(UINT code_page, DWORD flags, LPCCH text, int text_length, LPWSTR wide, int wide_length)
    LOOPSOCK_WS_SYMBOL(MultiByteToWideChar);
// `used_default`, if not NULL, tells whether anything was no character. Both last ones must be NULL with CP_UTF8.
int WINAPI WideCharToMultiByte(UINT code_page, DWORD flags, LPCWCH wide, int wide_length, LPSTR text, int text_length, LPCCH default_char,
                               LPBOOL used_default) LOOPSOCK_WS_SYMBOL(WideCharToMultiByte);
UINT WINAPI GetACP(void) LOOPSOCK_WS_SYMBOL(GetACP);
UINT WINAPI GetOEMCP(void) LOOPSOCK_WS_SYMBOL(GetOEMCP);

int WINAPI lstrlenA(LPCSTR text) LOOPSOCK_WS_SYMBOL(lstrlenA);
int WINAPI lstrlenW(LPCWSTR text) LOOPSOCK_WS_SYMBOL(lstrlenW);
// Negative, 0 or positive. The i forms do not tell ASCII capitals from small letters.
int WINAPI lstrcmpA(LPCSTR left, LPCSTR right) LOOPSOCK_WS_SYMBOL(lstrcmpA);
int WINAPI lstrcmpW(LPCWSTR left, LPCWSTR right) LOOPSOCK_WS_SYMBOL(lstrcmpW);
int WINAPI lstrcmpiA(LPCSTR left, LPCSTR right) LOOPSOCK_WS_SYMBOL(lstrcmpiA);
int WINAPI lstrcmpiW(LPCWSTR left, LPCWSTR right) LOOPSOCK_WS_SYMBOL(lstrcmpiW);
// The target, which must be large enough; NULL where an argument is.
LPSTR WINAPI lstrcpyA(LPSTR target, LPCSTR source) LOOPSOCK_WS_SYMBOL(lstrcpyA);
LPWSTR WINAPI lstrcpyW(LPWSTR target, LPCWSTR source) LOOPSOCK_WS_SYMBOL(lstrcpyW);
LPSTR WINAPI lstrcpynA(LPSTR target, LPCSTR source, int length) LOOPSOCK_WS_SYMBOL(lstrcpynA);
LPWSTR WINAPI lstrcpynW(LPWSTR target, LPCWSTR source, int length) LOOPSOCK_WS_SYMBOL(lstrcpynW);
LPSTR WINAPI lstrcatA(LPSTR target, LPCSTR source) LOOPSOCK_WS_SYMBOL(lstrcatA);
LPWSTR WINAPI lstrcatW(LPWSTR target, LPCWSTR source) LOOPSOCK_WS_SYMBOL(lstrcatW);

// printf's formats in Microsoft's reading (crt_printing.h says which); never more than 1024 characters, the final 0 among them.
int WINAPIV wsprintfA(LPSTR target, LPCSTR format, ...) LOOPSOCK_WS_SYMBOL(wsprintfA);
int WINAPIV wsprintfW(LPWSTR target, LPCWSTR format, ...) LOOPSOCK_WS_SYMBOL(wsprintfW);
int WINAPI wvsprintfA(LPSTR target, LPCSTR format, va_list arguments) LOOPSOCK_WS_SYMBOL(wvsprintfA);
int WINAPI wvsprintfW(LPWSTR target, LPCWSTR format, va_list arguments) LOOPSOCK_WS_SYMBOL(wvsprintfW);

LOOPSOCK_COMPAT_END

#ifdef UNICODE
#define lstrlen lstrlenW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#define lstrcpy lstrcpyW
#define lstrcpyn lstrcpynW
#define lstrcat lstrcatW
#define wsprintf wsprintfW
#define wvsprintf wvsprintfW
#else
#define lstrlen lstrlenA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#define lstrcpy lstrcpyA
#define lstrcpyn lstrcpynA
#define lstrcat lstrcatA
#define wsprintf wsprintfA
#define wvsprintf wvsprintfA
#endif
