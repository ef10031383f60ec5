// win32_locks: critical sections, slim reader/writer locks, condition variables, one-time initialization.
//
// Each is a few words in the program's memory on which threads sleep; none allocates, so none can fail to be made. A lock must stay where
// it is while it is in use. Any thread may call, but for releases: those belong to the thread that acquired (an SRWLOCK does not check).
// The members are the library's.
#pragma once

#include "base_types.h"
#include "symbol.h"

// A lock that its owner may enter again; left as often as entered.
typedef struct _RTL_CRITICAL_SECTION {
    PVOID DebugInfo;        // not used
    LONG LockCount;         // 0 free, 1 entered, 2 entered and somebody may be asleep
    LONG RecursionCount;
    HANDLE OwningThread;    // says which thread, and is no handle
    HANDLE LockSemaphore;   // not used
    ULONG_PTR SpinCount;    // how often a thread looks again before it sleeps
} CRITICAL_SECTION, RTL_CRITICAL_SECTION, *PCRITICAL_SECTION, *LPCRITICAL_SECTION, *PRTL_CRITICAL_SECTION;

#define CRITICAL_SECTION_NO_DEBUG_INFO 0x01000000

// All zeros is a free lock, a condition on which nobody waits, an initialization that has not begun.
typedef struct _RTL_SRWLOCK {
    PVOID Ptr;
} SRWLOCK, RTL_SRWLOCK, *PSRWLOCK, *PRTL_SRWLOCK;
#define SRWLOCK_INIT { 0 }
#define RTL_SRWLOCK_INIT SRWLOCK_INIT

typedef struct _RTL_CONDITION_VARIABLE {
    PVOID Ptr;
} CONDITION_VARIABLE, RTL_CONDITION_VARIABLE, *PCONDITION_VARIABLE, *PRTL_CONDITION_VARIABLE;
#define CONDITION_VARIABLE_INIT { 0 }
#define RTL_CONDITION_VARIABLE_INIT CONDITION_VARIABLE_INIT
#define CONDITION_VARIABLE_LOCKMODE_SHARED 1

// The context's two lowest bits must be 0: they hold how far the initialization is.
typedef union _RTL_RUN_ONCE {
    PVOID Ptr;
} INIT_ONCE, RTL_RUN_ONCE, *PINIT_ONCE, *LPINIT_ONCE, *PRTL_RUN_ONCE;
typedef BOOL(WINAPI *PINIT_ONCE_FN)(PINIT_ONCE once, PVOID parameter, PVOID *context);
#define INIT_ONCE_STATIC_INIT { 0 }
#define INIT_ONCE_CTX_RESERVED_BITS 2
#define INIT_ONCE_CHECK_ONLY 1
#define INIT_ONCE_ASYNC 2
#define INIT_ONCE_INIT_FAILED 4

LOOPSOCK_COMPAT_BEGIN

void WINAPI InitializeCriticalSection(LPCRITICAL_SECTION section) LOOPSOCK_WS_SYMBOL(InitializeCriticalSection);
BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION section, DWORD spins)
    LOOPSOCK_WS_SYMBOL(InitializeCriticalSectionAndSpinCount);
BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION section, DWORD spins, DWORD flags)
    LOOPSOCK_WS_SYMBOL(InitializeCriticalSectionEx);
// The count before.
DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION section, DWORD spins) LOOPSOCK_WS_SYMBOL(SetCriticalSectionSpinCount);
void WINAPI DeleteCriticalSection(LPCRITICAL_SECTION section) LOOPSOCK_WS_SYMBOL(DeleteCriticalSection);
void WINAPI EnterCriticalSection(LPCRITICAL_SECTION section) LOOPSOCK_WS_SYMBOL(EnterCriticalSection);
BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION section) LOOPSOCK_WS_SYMBOL(TryEnterCriticalSection);
void WINAPI LeaveCriticalSection(LPCRITICAL_SECTION section) LOOPSOCK_WS_SYMBOL(LeaveCriticalSection);

// Not recursive, in either mode. A writer that waits keeps new readers out.
void WINAPI InitializeSRWLock(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(InitializeSRWLock);
void WINAPI AcquireSRWLockExclusive(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(AcquireSRWLockExclusive);
void WINAPI AcquireSRWLockShared(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(AcquireSRWLockShared);
BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(TryAcquireSRWLockExclusive);
BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(TryAcquireSRWLockShared);
void WINAPI ReleaseSRWLockExclusive(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(ReleaseSRWLockExclusive);
void WINAPI ReleaseSRWLockShared(PSRWLOCK lock) LOOPSOCK_WS_SYMBOL(ReleaseSRWLockShared);

// FALSE with ERROR_TIMEOUT after so many milliseconds. Either way the lock is held again; a wake-up without a cause may happen. A critical
// section must have been entered once only.
void WINAPI InitializeConditionVariable(PCONDITION_VARIABLE condition) LOOPSOCK_WS_SYMBOL(InitializeConditionVariable);
BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE condition, PCRITICAL_SECTION section, DWORD milliseconds)
    LOOPSOCK_WS_SYMBOL(SleepConditionVariableCS);
BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE condition, PSRWLOCK lock, DWORD milliseconds, ULONG flags)
    LOOPSOCK_WS_SYMBOL(SleepConditionVariableSRW);
void WINAPI WakeConditionVariable(PCONDITION_VARIABLE condition) LOOPSOCK_WS_SYMBOL(WakeConditionVariable);
void WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE condition) LOOPSOCK_WS_SYMBOL(WakeAllConditionVariable);

// The function is called by one thread, with no lock held, while others wait; when it returns FALSE the next one tries.
void WINAPI InitOnceInitialize(PINIT_ONCE once) LOOPSOCK_WS_SYMBOL(InitOnceInitialize);
BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE once, PINIT_ONCE_FN function, PVOID parameter, LPVOID *context)
    LOOPSOCK_WS_SYMBOL(InitOnceExecuteOnce);
// The same by hand. flags: 0 or INIT_ONCE_CHECK_ONLY, and 0 or INIT_ONCE_INIT_FAILED; INIT_ONCE_ASYNC is ERROR_INVALID_PARAMETER here.
BOOL WINAPI InitOnceBeginInitialize(PINIT_ONCE once, DWORD flags, PBOOL pending, LPVOID *context)
    LOOPSOCK_WS_SYMBOL(InitOnceBeginInitialize);
BOOL WINAPI InitOnceComplete(PINIT_ONCE once, DWORD flags, LPVOID context) LOOPSOCK_WS_SYMBOL(InitOnceComplete);

LOOPSOCK_COMPAT_END
