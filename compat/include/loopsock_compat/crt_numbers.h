// crt_numbers: numbers to text and back, and the checked forms of what <stdio.h> and <time.h> have, by the names of Microsoft's C library.
//
// Any thread. Buffers are the caller's; the _s calls answer 0 or an errno number.
#pragma once

#include "crt_strings.h"

#include <stdio.h>
#include <time.h>

LOOPSOCK_COMPAT_BEGIN

// In a base from 2 to 36, with small letters; a minus sign in base 10 only. The target is returned and must be large enough.
char *_itoa(int value, char *target, int base) LOOPSOCK_WS_SYMBOL(_itoa);
char *itoa(int value, char *target, int base) LOOPSOCK_WS_SYMBOL(itoa);
char *_ltoa(int value, char *target, int base) LOOPSOCK_WS_SYMBOL(_ltoa);
char *_ultoa(unsigned int value, char *target, int base) LOOPSOCK_WS_SYMBOL(_ultoa);
char *_i64toa(long long value, char *target, int base) LOOPSOCK_WS_SYMBOL(_i64toa);
char *_ui64toa(unsigned long long value, char *target, int base) LOOPSOCK_WS_SYMBOL(_ui64toa);
wchar_t *_itow(int value, wchar_t *target, int base) LOOPSOCK_WS_SYMBOL(_itow);
errno_t _itoa_s(int value, char *target, size_t room, int base) LOOPSOCK_WS_SYMBOL(_itoa_s);

int _wtoi(const wchar_t *text) LOOPSOCK_WS_SYMBOL(_wtoi);
long long _atoi64(const char *text) LOOPSOCK_WS_SYMBOL(_atoi64);
long long _strtoi64(const char *text, char **end, int base) LOOPSOCK_WS_SYMBOL(_strtoi64);
unsigned long long _strtoui64(const char *text, char **end, int base) LOOPSOCK_WS_SYMBOL(_strtoui64);

errno_t fopen_s(FILE **stream, const char *path, const char *mode) LOOPSOCK_WS_SYMBOL(fopen_s);
// The result comes first, unlike in C11's calls of these names.
errno_t localtime_s(struct tm *result, const time_t *time) LOOPSOCK_WS_SYMBOL(localtime_s);
errno_t gmtime_s(struct tm *result, const time_t *time) LOOPSOCK_WS_SYMBOL(gmtime_s);

LOOPSOCK_COMPAT_END
