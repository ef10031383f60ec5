// crt_printing: printf's relatives that Microsoft's C library adds, with Microsoft's formats.
//
//     %ld, %lu    32 bits, since a LONG has no more · %I64d, %llu  64 bits · %Iu, %zu  as wide as a pointer
//     %s          the function's own kind of text: in the w forms wide text · %S  the other kind
//
// printf itself is the C library's and reads its own formats. Buffers are the caller's, lengths count characters. Any thread.
#pragma once

#include "crt_strings.h"

#include <stdarg.h>
#include <stdio.h>

LOOPSOCK_COMPAT_BEGIN

// At most `room` characters. -1 when there would be more, and then, or when it fits exactly, there is no final 0.
int _snprintf(char *target, size_t room, const char *format, ...) LOOPSOCK_WS_SYMBOL(_snprintf);
int _vsnprintf(char *target, size_t room, const char *format, va_list arguments) LOOPSOCK_WS_SYMBOL(_vsnprintf);
int _snwprintf(wchar_t *target, size_t room, const wchar_t *format, ...) LOOPSOCK_WS_SYMBOL(_snwprintf);
int _vsnwprintf(wchar_t *target, size_t room, const wchar_t *format, va_list arguments) LOOPSOCK_WS_SYMBOL(_vsnwprintf);
// How many characters it would be, without the final 0.
int _scprintf(const char *format, ...) LOOPSOCK_WS_SYMBOL(_scprintf);
int _vscprintf(const char *format, va_list arguments) LOOPSOCK_WS_SYMBOL(_vscprintf);
int _scwprintf(const wchar_t *format, ...) LOOPSOCK_WS_SYMBOL(_scwprintf);
int _vscwprintf(const wchar_t *format, va_list arguments) LOOPSOCK_WS_SYMBOL(_vscwprintf);

// -1 where it does not fit: the target is empty then.
int sprintf_s(char *target, size_t room, const char *format, ...) LOOPSOCK_WS_SYMBOL(sprintf_s);
int vsprintf_s(char *target, size_t room, const char *format, va_list arguments) LOOPSOCK_WS_SYMBOL(vsprintf_s);
int swprintf_s(wchar_t *target, size_t room, const wchar_t *format, ...) LOOPSOCK_WS_SYMBOL(swprintf_s);
int vswprintf_s(wchar_t *target, size_t room, const wchar_t *format, va_list arguments) LOOPSOCK_WS_SYMBOL(vswprintf_s);
// At most `count` characters, or with _TRUNCATE what there is room for, and always a final 0. -1 when there would be more.
int _snprintf_s(char *target, size_t room, size_t count, const char *format, ...) LOOPSOCK_WS_SYMBOL(_snprintf_s);
int _vsnprintf_s(char *target, size_t room, size_t count, const char *format, va_list arguments) LOOPSOCK_WS_SYMBOL(_vsnprintf_s);
int _snwprintf_s(wchar_t *target, size_t room, size_t count, const wchar_t *format, ...) LOOPSOCK_WS_SYMBOL(_snwprintf_s);
int _vsnwprintf_s(wchar_t *target, size_t room, size_t count, const wchar_t *format, va_list arguments) LOOPSOCK_WS_SYMBOL(_vsnwprintf_s);

// Wide text goes out as UTF-8, so both kinds may be mixed on a stream. The characters, or -1.
int printf_s(const char *format, ...) LOOPSOCK_WS_SYMBOL(printf_s);
int wprintf_s(const wchar_t *format, ...) LOOPSOCK_WS_SYMBOL(wprintf_s);
int fprintf_s(FILE *stream, const char *format, ...) LOOPSOCK_WS_SYMBOL(fprintf_s);
int fwprintf_s(FILE *stream, const wchar_t *format, ...) LOOPSOCK_WS_SYMBOL(fwprintf_s);

LOOPSOCK_COMPAT_END

#ifdef __cplusplus
template <size_t room> int vsprintf_s(char (&target)[room], const char *format, va_list arguments)
{
    return vsprintf_s(target, room, format, arguments);
}
template <size_t room> int sprintf_s(char (&target)[room], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int written = vsprintf_s(target, room, format, arguments);
    va_end(arguments);
    return written;
}
template <size_t room> int swprintf_s(wchar_t (&target)[room], const wchar_t *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int written = vswprintf_s(target, room, format, arguments);
    va_end(arguments);
    return written;
}
template <size_t room> int _snprintf_s(char (&target)[room], size_t count, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int written = _vsnprintf_s(target, room, count, format, arguments);
    va_end(arguments);
    return written;
}
#endif
