// mmsystem: the multimedia clock, the only part of Microsoft's header that socket programs use.
//
// The clock ticks every millisecond whatever a program asks for, so beginning and ending a period changes nothing.
// Any thread.
#pragma once

#include "windows.h"

typedef UINT MMRESULT;

#define TIMERR_NOERROR 0
#define TIMERR_NOCANDO 97

LOOPSOCK_COMPAT_BEGIN

// The same count as GetTickCount.
DWORD WINAPI timeGetTime(void) LOOPSOCK_WS_SYMBOL(timeGetTime);
// TIMERR_NOERROR, or TIMERR_NOCANDO for 0 milliseconds.
MMRESULT WINAPI timeBeginPeriod(UINT milliseconds) LOOPSOCK_WS_SYMBOL(timeBeginPeriod);
MMRESULT WINAPI timeEndPeriod(UINT milliseconds) LOOPSOCK_WS_SYMBOL(timeEndPeriod);

LOOPSOCK_COMPAT_END
