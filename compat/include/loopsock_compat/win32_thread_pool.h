// win32_thread_pool: functions that run on threads of the library's own: once, again and again, or when an operation on a bound socket ends.
//
// As many callbacks run at a time as there are processors; while one waits in a call of this library, or for a while anywhere, another may run.
// Timers, waits and clean-up groups are not part of it. Functions: any thread, callbacks included; TRUE or FALSE (a pointer or NULL), and then
// GetLastError says why.
#pragma once

#include "base_structs.h"
#include "symbol.h"
#include "win32_overlapped.h"
#include "win32_threads.h"

typedef DWORD TP_VERSION, *PTP_VERSION;
typedef struct _TP_CALLBACK_INSTANCE TP_CALLBACK_INSTANCE, *PTP_CALLBACK_INSTANCE;
typedef struct _TP_POOL TP_POOL, *PTP_POOL;
typedef struct loopsock_tp_work TP_WORK, *PTP_WORK;
typedef struct loopsock_tp_io TP_IO, *PTP_IO;

typedef enum _TP_CALLBACK_PRIORITY {
    TP_CALLBACK_PRIORITY_HIGH,
    TP_CALLBACK_PRIORITY_NORMAL,
    TP_CALLBACK_PRIORITY_LOW,
    TP_CALLBACK_PRIORITY_INVALID,
    TP_CALLBACK_PRIORITY_COUNT = TP_CALLBACK_PRIORITY_INVALID
} TP_CALLBACK_PRIORITY;

// Where callbacks run: of its fields only the pool counts here.
typedef struct _TP_CALLBACK_ENVIRON_V3 {
    TP_VERSION Version;
    PTP_POOL Pool;
    DWORD Flags;
    TP_CALLBACK_PRIORITY CallbackPriority;
    DWORD Size;
} TP_CALLBACK_ENVIRON, *PTP_CALLBACK_ENVIRON;

typedef VOID(NTAPI *PTP_SIMPLE_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context);
typedef VOID(CALLBACK *PTP_WORK_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WORK work);
typedef VOID(WINAPI *PTP_WIN32_IO_CALLBACK)(PTP_CALLBACK_INSTANCE instance, PVOID context, PVOID overlapped, ULONG result,
                                            ULONG_PTR transferred, PTP_IO io);

#define WT_EXECUTEDEFAULT 0x00000000
#define WT_EXECUTEINIOTHREAD 0x00000001
#define WT_EXECUTEINPERSISTENTTHREAD 0x00000080
#define WT_EXECUTELONGFUNCTION 0x00000010
#define WT_TRANSFER_IMPERSONATION 0x00000100

static inline VOID InitializeThreadpoolEnvironment(PTP_CALLBACK_ENVIRON environment)
{
    environment->Version = 3;
    environment->Pool = (PTP_POOL)0;
    environment->Flags = 0;
    environment->CallbackPriority = TP_CALLBACK_PRIORITY_NORMAL;
    environment->Size = (DWORD)sizeof(*environment);
}
static inline VOID SetThreadpoolCallbackPool(PTP_CALLBACK_ENVIRON environment, PTP_POOL pool) { environment->Pool = pool; }
static inline VOID SetThreadpoolCallbackPriority(PTP_CALLBACK_ENVIRON environment, TP_CALLBACK_PRIORITY priority)
{
    environment->CallbackPriority = priority;
}
static inline VOID SetThreadpoolCallbackRunsLong(PTP_CALLBACK_ENVIRON environment) { environment->Flags |= 1; }
static inline VOID DestroyThreadpoolEnvironment(PTP_CALLBACK_ENVIRON environment) { (void)environment; }

LOOPSOCK_COMPAT_BEGIN

// -- once. `flags` are accepted and change nothing.
BOOL WINAPI QueueUserWorkItem(LPTHREAD_START_ROUTINE function, PVOID context, ULONG flags) LOOPSOCK_WS_SYMBOL(QueueUserWorkItem);
BOOL WINAPI TrySubmitThreadpoolCallback(PTP_SIMPLE_CALLBACK function, PVOID context, PTP_CALLBACK_ENVIRON environment)
    LOOPSOCK_WS_SYMBOL(TrySubmitThreadpoolCallback);

// -- again and again: one call of the function for each SubmitThreadpoolWork
PTP_WORK WINAPI CreateThreadpoolWork(PTP_WORK_CALLBACK function, PVOID context, PTP_CALLBACK_ENVIRON environment)
    LOOPSOCK_WS_SYMBOL(CreateThreadpoolWork);
VOID WINAPI SubmitThreadpoolWork(PTP_WORK work) LOOPSOCK_WS_SYMBOL(SubmitThreadpoolWork);
// Waits until none is due or running; with `cancel` those that have not begun are dropped.
VOID WINAPI WaitForThreadpoolWorkCallbacks(PTP_WORK work, BOOL cancel) LOOPSOCK_WS_SYMBOL(WaitForThreadpoolWorkCallbacks);
VOID WINAPI CloseThreadpoolWork(PTP_WORK work) LOOPSOCK_WS_SYMBOL(CloseThreadpoolWork);

// -- operations on a socket, which is associated with the pool as with a completion port

// Calls `function` for every operation that ends from now on. `flags` must be 0.
BOOL WINAPI BindIoCompletionCallback(HANDLE file, LPOVERLAPPED_COMPLETION_ROUTINE function, ULONG flags)
    LOOPSOCK_WS_SYMBOL(BindIoCompletionCallback);

PTP_IO WINAPI CreateThreadpoolIo(HANDLE file, PTP_WIN32_IO_CALLBACK function, PVOID context, PTP_CALLBACK_ENVIRON environment)
    LOOPSOCK_WS_SYMBOL(CreateThreadpoolIo);
// Before each operation; and when it then failed at once, so that nothing will be told of it, CancelThreadpoolIo.
VOID WINAPI StartThreadpoolIo(PTP_IO io) LOOPSOCK_WS_SYMBOL(StartThreadpoolIo);
VOID WINAPI CancelThreadpoolIo(PTP_IO io) LOOPSOCK_WS_SYMBOL(CancelThreadpoolIo);
// Waits until all that were started are told; with `cancel` those whose callback has not begun are dropped.
VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel) LOOPSOCK_WS_SYMBOL(WaitForThreadpoolIoCallbacks);
// The socket stays associated; close it first.
VOID WINAPI CloseThreadpoolIo(PTP_IO io) LOOPSOCK_WS_SYMBOL(CloseThreadpoolIo);

// -- pools of the program's own. `reserved` must be NULL.
PTP_POOL WINAPI CreateThreadpool(PVOID reserved) LOOPSOCK_WS_SYMBOL(CreateThreadpool);
VOID WINAPI CloseThreadpool(PTP_POOL pool) LOOPSOCK_WS_SYMBOL(CloseThreadpool);
VOID WINAPI SetThreadpoolThreadMaximum(PTP_POOL pool, DWORD threads) LOOPSOCK_WS_SYMBOL(SetThreadpoolThreadMaximum);
BOOL WINAPI SetThreadpoolThreadMinimum(PTP_POOL pool, DWORD threads) LOOPSOCK_WS_SYMBOL(SetThreadpoolThreadMinimum);

// -- from inside a callback
BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE instance) LOOPSOCK_WS_SYMBOL(CallbackMayRunLong);
VOID WINAPI SetEventWhenCallbackReturns(PTP_CALLBACK_INSTANCE instance, HANDLE event) LOOPSOCK_WS_SYMBOL(SetEventWhenCallbackReturns);

LOOPSOCK_COMPAT_END
