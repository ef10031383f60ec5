// win32_clock: what time it is, in the four ways of Windows.
//
//     counter      ticks of 100 ns from some start, never back       QueryPerformanceCounter
//     milliseconds from the same start                               GetTickCount (base_functions.h), timeGetTime
//     FILETIME     100 ns from 1601-01-01, UTC                       GetSystemTimeAsFileTime
//     SYSTEMTIME   year, month, day …, UTC or local                  GetSystemTime, GetLocalTime
//
// Any thread. Structures are the caller's. Those that return BOOL answer ERROR_INVALID_PARAMETER to a date that does not exist.
#pragma once

#include "base_structs.h"
#include "symbol.h"

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;      // from 1
    WORD wDayOfWeek;  // Sunday is 0
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

LOOPSOCK_COMPAT_BEGIN

BOOL WINAPI QueryPerformanceCounter(LARGE_INTEGER *ticks) LOOPSOCK_WS_SYMBOL(QueryPerformanceCounter);
BOOL WINAPI QueryPerformanceFrequency(LARGE_INTEGER *ticks_per_second) LOOPSOCK_WS_SYMBOL(QueryPerformanceFrequency);

void WINAPI GetSystemTimeAsFileTime(LPFILETIME now) LOOPSOCK_WS_SYMBOL(GetSystemTimeAsFileTime);
void WINAPI GetSystemTimePreciseAsFileTime(LPFILETIME now) LOOPSOCK_WS_SYMBOL(GetSystemTimePreciseAsFileTime);
void WINAPI GetSystemTime(LPSYSTEMTIME now) LOOPSOCK_WS_SYMBOL(GetSystemTime);
void WINAPI GetLocalTime(LPSYSTEMTIME now) LOOPSOCK_WS_SYMBOL(GetLocalTime);

// wDayOfWeek is not looked at.
BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *from, LPFILETIME to) LOOPSOCK_WS_SYMBOL(SystemTimeToFileTime);
BOOL WINAPI FileTimeToSystemTime(const FILETIME *from, LPSYSTEMTIME to) LOOPSOCK_WS_SYMBOL(FileTimeToSystemTime);
BOOL WINAPI FileTimeToLocalFileTime(const FILETIME *from, LPFILETIME to) LOOPSOCK_WS_SYMBOL(FileTimeToLocalFileTime);
// -1, 0 or 1, as the first is earlier, the same or later.
LONG WINAPI CompareFileTime(const FILETIME *first, const FILETIME *second) LOOPSOCK_WS_SYMBOL(CompareFileTime);

LOOPSOCK_COMPAT_END
