// crt_strings: the string and memory calls of Microsoft's C library that socket programs use and the C library here lacks.
//
// Microsoft keeps them in <string.h>, <stdlib.h> and <wchar.h>, which are the C library's own here; so <windows.h> brings them.
// The _s calls check the room. Where it is too small they empty the target and answer ERANGE, where an argument is NULL EINVAL;
// Microsoft's would end the process first. _TRUNCATE as the count takes what fits and answers STRUNCATE. Lengths count characters, the
// final 0 among the room. Any thread. In C++ an array as target brings its own size.
#pragma once

#include "symbol.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

typedef int errno_t;

#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
#define STRUNCATE 80
#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif

LOOPSOCK_COMPAT_BEGIN

// ASCII letters count as equal in both cases.
int _stricmp(const char *left, const char *right) LOOPSOCK_WS_SYMBOL(_stricmp);
int _strnicmp(const char *left, const char *right, size_t count) LOOPSOCK_WS_SYMBOL(_strnicmp);
int stricmp(const char *left, const char *right) LOOPSOCK_WS_SYMBOL(stricmp);
int strnicmp(const char *left, const char *right, size_t count) LOOPSOCK_WS_SYMBOL(strnicmp);
int _wcsicmp(const wchar_t *left, const wchar_t *right) LOOPSOCK_WS_SYMBOL(_wcsicmp);
int _wcsnicmp(const wchar_t *left, const wchar_t *right, size_t count) LOOPSOCK_WS_SYMBOL(_wcsnicmp);

// ASCII letters to the one case, in place.
char *_strlwr(char *text) LOOPSOCK_WS_SYMBOL(_strlwr);
char *_strupr(char *text) LOOPSOCK_WS_SYMBOL(_strupr);

// For free(); NULL when there is no memory.
char *_strdup(const char *text) LOOPSOCK_WS_SYMBOL(_strdup);
wchar_t *_wcsdup(const wchar_t *text) LOOPSOCK_WS_SYMBOL(_wcsdup);

errno_t strcpy_s(char *target, size_t room, const char *source) LOOPSOCK_WS_SYMBOL(strcpy_s);
errno_t strcat_s(char *target, size_t room, const char *source) LOOPSOCK_WS_SYMBOL(strcat_s);
errno_t strncpy_s(char *target, size_t room, const char *source, size_t count) LOOPSOCK_WS_SYMBOL(strncpy_s);
errno_t strncat_s(char *target, size_t room, const char *source, size_t count) LOOPSOCK_WS_SYMBOL(strncat_s);
errno_t wcscpy_s(wchar_t *target, size_t room, const wchar_t *source) LOOPSOCK_WS_SYMBOL(wcscpy_s);
errno_t wcscat_s(wchar_t *target, size_t room, const wchar_t *source) LOOPSOCK_WS_SYMBOL(wcscat_s);
errno_t wcsncpy_s(wchar_t *target, size_t room, const wchar_t *source, size_t count) LOOPSOCK_WS_SYMBOL(wcsncpy_s);
errno_t wcsncat_s(wchar_t *target, size_t room, const wchar_t *source, size_t count) LOOPSOCK_WS_SYMBOL(wcsncat_s);
size_t strnlen_s(const char *text, size_t most) LOOPSOCK_WS_SYMBOL(strnlen_s);
size_t wcsnlen_s(const wchar_t *text, size_t most) LOOPSOCK_WS_SYMBOL(wcsnlen_s);
char *strtok_s(char *text, const char *delimiters, char **context) LOOPSOCK_WS_SYMBOL(strtok_s);
errno_t strerror_s(char *target, size_t room, int error) LOOPSOCK_WS_SYMBOL(strerror_s);

errno_t memcpy_s(void *target, size_t room, const void *source, size_t count) LOOPSOCK_WS_SYMBOL(memcpy_s);
errno_t memmove_s(void *target, size_t room, const void *source, size_t count) LOOPSOCK_WS_SYMBOL(memmove_s);

// Aligned to a power of 2; for _aligned_free and nothing else.
void *_aligned_malloc(size_t bytes, size_t alignment) LOOPSOCK_WS_SYMBOL(_aligned_malloc);
void _aligned_free(void *memory) LOOPSOCK_WS_SYMBOL(_aligned_free);

LOOPSOCK_COMPAT_END

#define _memicmp(left, right, count) _strnicmp((const char *)(left), (const char *)(right), (count))
#define _byteswap_ushort(value) __builtin_bswap16(value)
#define _byteswap_ulong(value) __builtin_bswap32(value)
#define _byteswap_uint64(value) __builtin_bswap64(value)

#ifdef __cplusplus
template <size_t room> errno_t strcpy_s(char (&target)[room], const char *source)
{
    return strcpy_s(target, room, source);
}
template <size_t room> errno_t strcat_s(char (&target)[room], const char *source)
{
    return strcat_s(target, room, source);
}
template <size_t room> errno_t strncpy_s(char (&target)[room], const char *source, size_t count)
{
    return strncpy_s(target, room, source, count);
}
template <size_t room> errno_t wcscpy_s(wchar_t (&target)[room], const wchar_t *source)
{
    return wcscpy_s(target, room, source);
}
template <size_t room> errno_t wcscat_s(wchar_t (&target)[room], const wchar_t *source)
{
    return wcscat_s(target, room, source);
}
template <size_t room> errno_t strerror_s(char (&target)[room], int error)
{
    return strerror_s(target, room, error);
}
#endif
