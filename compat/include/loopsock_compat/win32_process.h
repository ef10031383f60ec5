// win32_process: ending the process, its standard streams, and what the user's Ctrl-C does to it.
//
// Any thread.
#pragma once

#include "base_types.h"
#include "symbol.h"

#define STD_INPUT_HANDLE ((DWORD)-10)
#define STD_OUTPUT_HANDLE ((DWORD)-11)
#define STD_ERROR_HANDLE ((DWORD)-12)

#define CTRL_C_EVENT 0
#define CTRL_BREAK_EVENT 1
#define CTRL_CLOSE_EVENT 2
#define CTRL_LOGOFF_EVENT 5
#define CTRL_SHUTDOWN_EVENT 6

typedef BOOL(WINAPI *PHANDLER_ROUTINE)(DWORD event);

LOOPSOCK_COMPAT_BEGIN

// As the end of main() does: exit(). The other threads run on until the process is gone.
void WINAPI ExitProcess(UINT code) LOOPSOCK_WS_SYMBOL(ExitProcess) __attribute__((__noreturn__));
// At once, without anything that exit() does. Only of this process: others are ERROR_INVALID_HANDLE.
BOOL WINAPI TerminateProcess(HANDLE process, UINT code) LOOPSOCK_WS_SYMBOL(TerminateProcess);

// A handle for ReadFile and WriteFile; the same one each time. INVALID_HANDLE_VALUE with ERROR_INVALID_PARAMETER for other numbers.
HANDLE WINAPI GetStdHandle(DWORD which) LOOPSOCK_WS_SYMBOL(GetStdHandle);

// Adds a function that is told of SIGINT (CTRL_C_EVENT), SIGQUIT (CTRL_BREAK_EVENT), SIGTERM and SIGHUP (CTRL_CLOSE_EVENT), or takes the
// last addition of it back. They are called on a thread of the library's, the last one added first, until one answers TRUE. When none
// does, and after CTRL_CLOSE_EVENT in any case, the signal ends the process. From the first addition on the library has these four
// signals, unless they were ignored. NULL: whether Ctrl-C is ignored.
BOOL WINAPI SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL add) LOOPSOCK_WS_SYMBOL(SetConsoleCtrlHandler);
// Sends CTRL_C_EVENT or CTRL_BREAK_EVENT to this process, whose group is 0.
BOOL WINAPI GenerateConsoleCtrlEvent(DWORD event, DWORD group) LOOPSOCK_WS_SYMBOL(GenerateConsoleCtrlEvent);

// To the standard error stream: there is no debugger's window.
void WINAPI OutputDebugStringA(LPCSTR text) LOOPSOCK_WS_SYMBOL(OutputDebugStringA);
void WINAPI OutputDebugStringW(LPCWSTR text) LOOPSOCK_WS_SYMBOL(OutputDebugStringW);
// SIGTRAP, which ends the process unless a debugger takes it.
void WINAPI DebugBreak(void) LOOPSOCK_WS_SYMBOL(DebugBreak);
BOOL WINAPI IsDebuggerPresent(void) LOOPSOCK_WS_SYMBOL(IsDebuggerPresent);

LOOPSOCK_COMPAT_END

#define __debugbreak() DebugBreak()
#ifdef UNICODE
#define OutputDebugString OutputDebugStringW
#else
#define OutputDebugString OutputDebugStringA
#endif
