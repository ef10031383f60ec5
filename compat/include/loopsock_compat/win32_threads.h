// win32_threads: making threads, ending them, and the handles of threads and of the process.
//
// A thread can be waited for; it is signalled when it has ended, after the destructors of its thread_local objects. That holds for threads
// of every making, std::thread and pthreads too, once they or others have used them here (a handle, a wait, an APC, their number). The thread
// that runs main() is signalled only if it ends by ExitThread() while the process lives on.
//
// A thread ends when its function returns or by ExitThread(), which unwinds its stack: destructors run, and a noexcept function on the way,
// an APC for one, ends the process. There is no way to end or stop another thread.
// Any thread. Handles are the program's, to be closed with CloseHandle().
#pragma once

#include "base_structs.h"
#include "base_types.h"
#include "symbol.h"

typedef DWORD(WINAPI *PTHREAD_START_ROUTINE)(LPVOID parameter);
typedef PTHREAD_START_ROUTINE LPTHREAD_START_ROUTINE;

#define CREATE_SUSPENDED 0x00000004
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x00010000
#ifndef STILL_ACTIVE
#define STILL_ACTIVE 0x00000103
#endif

#define THREAD_TERMINATE 0x0001
#define THREAD_SUSPEND_RESUME 0x0002
#define THREAD_GET_CONTEXT 0x0008
#define THREAD_SET_CONTEXT 0x0010
#define THREAD_SET_INFORMATION 0x0020
#define THREAD_QUERY_INFORMATION 0x0040
#define THREAD_QUERY_LIMITED_INFORMATION 0x0800
#define THREAD_ALL_ACCESS 0x1fffff

#define PROCESS_TERMINATE 0x0001
#define PROCESS_DUP_HANDLE 0x0040
#define PROCESS_QUERY_INFORMATION 0x0400
#define PROCESS_QUERY_LIMITED_INFORMATION 0x1000
#define PROCESS_ALL_ACCESS 0x1fffff

#define THREAD_PRIORITY_IDLE (-15)
#define THREAD_PRIORITY_LOWEST (-2)
#define THREAD_PRIORITY_BELOW_NORMAL (-1)
#define THREAD_PRIORITY_NORMAL 0
#define THREAD_PRIORITY_ABOVE_NORMAL 1
#define THREAD_PRIORITY_HIGHEST 2
#define THREAD_PRIORITY_TIME_CRITICAL 15
#define THREAD_PRIORITY_ERROR_RETURN 0x7fffffff

LOOPSOCK_COMPAT_BEGIN

// A thread that calls `start`; what that returns is its exit code. `stack_bytes` counts where it is above what the system usually gives. With
// CREATE_SUSPENDED it waits for ResumeThread(). Its number is stored where `id` points, which may be NULL, before it begins.
// NULL: ERROR_INVALID_PARAMETER (no function), ERROR_NOT_ENOUGH_MEMORY (also: the system has no room for another thread).
HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack_bytes, LPTHREAD_START_ROUTINE start, LPVOID parameter,
                           DWORD flags, LPDWORD id) LOOPSOCK_WS_SYMBOL(CreateThread);
void WINAPI ExitThread(DWORD code) LOOPSOCK_WS_SYMBOL(ExitThread) __attribute__((__noreturn__));

// The C runtime's forms (process.h). They report through errno (EINVAL, EAGAIN) and the last error. _beginthread's handle is closed
// by the thread itself when it ends, so nobody can rely on it; it answers -1 for failure, _beginthreadex 0.
uintptr_t _beginthread(void (*start)(void *), unsigned stack_bytes, void *parameter) LOOPSOCK_WS_SYMBOL(_beginthread);
uintptr_t _beginthreadex(void *attributes, unsigned stack_bytes, unsigned (*start)(void *), void *parameter, unsigned flags,
                         unsigned *id) LOOPSOCK_WS_SYMBOL(_beginthreadex);
void _endthread(void) LOOPSOCK_WS_SYMBOL(_endthread) __attribute__((__noreturn__));
void _endthreadex(unsigned code) LOOPSOCK_WS_SYMBOL(_endthreadex) __attribute__((__noreturn__));

// Only for threads made with CREATE_SUSPENDED that have not begun. The count of suspensions before; the thread begins when it reaches 0.
// ResumeThread answers 0 for a thread that runs. (DWORD)-1: ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY, and for SuspendThread of a
// thread that runs ERROR_NOT_SUPPORTED.
DWORD WINAPI ResumeThread(HANDLE thread) LOOPSOCK_WS_SYMBOL(ResumeThread);
DWORD WINAPI SuspendThread(HANDLE thread) LOOPSOCK_WS_SYMBOL(SuspendThread);

// STILL_ACTIVE while it has not ended.
BOOL WINAPI GetExitCodeThread(HANDLE thread, LPDWORD code) LOOPSOCK_WS_SYMBOL(GetExitCodeThread);

// A handle that means whichever thread uses it; it need not be closed. DuplicateHandle() makes one that others can use.
HANDLE WINAPI GetCurrentThread(void) LOOPSOCK_WS_SYMBOL(GetCurrentThread);
// Numbers of threads are multiples of 4; they are not those of the operating system. 0: no such thread.
DWORD WINAPI GetThreadId(HANDLE thread) LOOPSOCK_WS_SYMBOL(GetThreadId);
// A handle of the thread with that number. NULL and ERROR_INVALID_PARAMETER: there is none.
HANDLE WINAPI OpenThread(DWORD access, BOOL inherit, DWORD id) LOOPSOCK_WS_SYMBOL(OpenThread);

// The priority is kept and has no effect.
BOOL WINAPI SetThreadPriority(HANDLE thread, int priority) LOOPSOCK_WS_SYMBOL(SetThreadPriority);
int WINAPI GetThreadPriority(HANDLE thread) LOOPSOCK_WS_SYMBOL(GetThreadPriority);

// Lets another thread run that is ready to. TRUE, as nobody can tell whether one was.
BOOL WINAPI SwitchToThread(void) LOOPSOCK_WS_SYMBOL(SwitchToThread);

// The process: this one, the only one there is. OpenProcess() of another's number is ERROR_INVALID_PARAMETER.
HANDLE WINAPI GetCurrentProcess(void) LOOPSOCK_WS_SYMBOL(GetCurrentProcess);
DWORD WINAPI GetProcessId(HANDLE process) LOOPSOCK_WS_SYMBOL(GetProcessId);
HANDLE WINAPI OpenProcess(DWORD access, BOOL inherit, DWORD id) LOOPSOCK_WS_SYMBOL(OpenProcess);
BOOL WINAPI GetExitCodeProcess(HANDLE process, LPDWORD code) LOOPSOCK_WS_SYMBOL(GetExitCodeProcess);

LOOPSOCK_COMPAT_END
