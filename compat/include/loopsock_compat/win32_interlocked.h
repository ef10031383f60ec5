// win32_interlocked: one variable changed by many threads, and full barriers.
//
// Every call here is a full barrier, as on Windows, whatever its ending (Acquire, Release, NoFence) says it may be less. Increment,
// Decrement and Exchange answer as Microsoft's do: the first two with the new value, all others with the old one. A program's own `long`
// has 64 bits on Linux; C++ programs may pass it, and unsigned types, all the same. Memory: the variable must be aligned to its size.
#pragma once

#include "base_types.h"

static inline LONG InterlockedIncrement(LONG volatile *value)
{
    return __atomic_add_fetch(value, 1, __ATOMIC_SEQ_CST);
}
static inline LONG InterlockedDecrement(LONG volatile *value)
{
    return __atomic_sub_fetch(value, 1, __ATOMIC_SEQ_CST);
}
static inline LONG InterlockedExchange(LONG volatile *target, LONG value)
{
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG InterlockedExchangeAdd(LONG volatile *target, LONG value)
{
    return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG InterlockedCompareExchange(LONG volatile *target, LONG value, LONG expected)
{
    __atomic_compare_exchange_n(target, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}
static inline LONG InterlockedAnd(LONG volatile *target, LONG value)
{
    return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG InterlockedOr(LONG volatile *target, LONG value)
{
    return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG InterlockedXor(LONG volatile *target, LONG value)
{
    return __atomic_fetch_xor(target, value, __ATOMIC_SEQ_CST);
}
// The new value, unlike ExchangeAdd.
static inline LONG InterlockedAdd(LONG volatile *target, LONG value)
{
    return __atomic_add_fetch(target, value, __ATOMIC_SEQ_CST);
}

static inline LONG64 InterlockedIncrement64(LONG64 volatile *value)
{
    return __atomic_add_fetch(value, 1, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedDecrement64(LONG64 volatile *value)
{
    return __atomic_sub_fetch(value, 1, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedExchange64(LONG64 volatile *target, LONG64 value)
{
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedExchangeAdd64(LONG64 volatile *target, LONG64 value)
{
    return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedCompareExchange64(LONG64 volatile *target, LONG64 value, LONG64 expected)
{
    __atomic_compare_exchange_n(target, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}
static inline LONG64 InterlockedAnd64(LONG64 volatile *target, LONG64 value)
{
    return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedOr64(LONG64 volatile *target, LONG64 value)
{
    return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedXor64(LONG64 volatile *target, LONG64 value)
{
    return __atomic_fetch_xor(target, value, __ATOMIC_SEQ_CST);
}
static inline LONG64 InterlockedAdd64(LONG64 volatile *target, LONG64 value)
{
    return __atomic_add_fetch(target, value, __ATOMIC_SEQ_CST);
}

static inline PVOID InterlockedExchangePointer(PVOID volatile *target, PVOID value)
{
    return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST);
}
static inline PVOID InterlockedCompareExchangePointer(PVOID volatile *target, PVOID value, PVOID expected)
{
    __atomic_compare_exchange_n(target, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}

// Whether the bit was set before.
static inline BOOLEAN InterlockedBitTestAndSet(LONG volatile *target, LONG bit)
{
    return (__atomic_fetch_or(target, (LONG)(1u << bit), __ATOMIC_SEQ_CST) & (LONG)(1u << bit)) != 0;
}
static inline BOOLEAN InterlockedBitTestAndReset(LONG volatile *target, LONG bit)
{
    return (__atomic_fetch_and(target, (LONG) ~(1u << bit), __ATOMIC_SEQ_CST) & (LONG)(1u << bit)) != 0;
}

static inline LONG ReadAcquire(LONG const volatile *source)
{
    return __atomic_load_n(source, __ATOMIC_ACQUIRE);
}
static inline LONG ReadNoFence(LONG const volatile *source)
{
    return __atomic_load_n(source, __ATOMIC_RELAXED);
}
static inline void WriteRelease(LONG volatile *target, LONG value)
{
    __atomic_store_n(target, value, __ATOMIC_RELEASE);
}
static inline void WriteNoFence(LONG volatile *target, LONG value)
{
    __atomic_store_n(target, value, __ATOMIC_RELAXED);
}
static inline LONG64 ReadAcquire64(LONG64 const volatile *source)
{
    return __atomic_load_n(source, __ATOMIC_ACQUIRE);
}
static inline void WriteRelease64(LONG64 volatile *target, LONG64 value)
{
    __atomic_store_n(target, value, __ATOMIC_RELEASE);
}
static inline PVOID ReadPointerAcquire(PVOID const volatile *source)
{
    return __atomic_load_n(source, __ATOMIC_ACQUIRE);
}
static inline void WritePointerRelease(PVOID volatile *target, PVOID value)
{
    __atomic_store_n(target, value, __ATOMIC_RELEASE);
}

static inline void MemoryBarrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
static inline void _ReadWriteBarrier(void)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}
static inline void YieldProcessor(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#define InterlockedIncrementAcquire InterlockedIncrement
#define InterlockedIncrementRelease InterlockedIncrement
#define InterlockedIncrementNoFence InterlockedIncrement
#define InterlockedDecrementAcquire InterlockedDecrement
#define InterlockedDecrementRelease InterlockedDecrement
#define InterlockedDecrementNoFence InterlockedDecrement
#define InterlockedExchangeAcquire InterlockedExchange
#define InterlockedExchangeNoFence InterlockedExchange
#define InterlockedCompareExchangeAcquire InterlockedCompareExchange
#define InterlockedCompareExchangeRelease InterlockedCompareExchange
#define InterlockedCompareExchangeNoFence InterlockedCompareExchange
#define InterlockedCompareExchangePointerAcquire InterlockedCompareExchangePointer
#define InterlockedCompareExchangePointerRelease InterlockedCompareExchangePointer
#define InterlockedExchangeSubtract(target, value) InterlockedExchangeAdd((LONG volatile *)(target), -(LONG)(value))

// The compiler's names for the same.
#define _InterlockedIncrement InterlockedIncrement
#define _InterlockedDecrement InterlockedDecrement
#define _InterlockedExchange InterlockedExchange
#define _InterlockedExchangeAdd InterlockedExchangeAdd
#define _InterlockedCompareExchange InterlockedCompareExchange
#define _InterlockedAnd InterlockedAnd
#define _InterlockedOr InterlockedOr
#define _InterlockedXor InterlockedXor
#define _InterlockedIncrement64 InterlockedIncrement64
#define _InterlockedDecrement64 InterlockedDecrement64
#define _InterlockedExchange64 InterlockedExchange64
#define _InterlockedExchangeAdd64 InterlockedExchangeAdd64
#define _InterlockedCompareExchange64 InterlockedCompareExchange64
#define _InterlockedExchangePointer InterlockedExchangePointer
#define _InterlockedCompareExchangePointer InterlockedCompareExchangePointer

#ifdef __cplusplus
#include "win32_interlocked_overloads.h"
#endif
