// win32_interlocked_overloads: the interlocked calls on the other integer types that C++ sources hand to them: `long`, which has 64 bits
// here, and the unsigned ones. (Microsoft's header has such overloads for its unsigned types.)
#pragma once

#include "base_types.h"

#ifdef __cplusplus

#define LOOPSOCK_COMPAT_INTERLOCKED(type) \
    static inline type InterlockedIncrement(type volatile *value) \
    { \
        return __atomic_add_fetch(value, type(1), __ATOMIC_SEQ_CST); \
    } \
    static inline type InterlockedDecrement(type volatile *value) \
    { \
        return __atomic_sub_fetch(value, type(1), __ATOMIC_SEQ_CST); \
    } \
    static inline type InterlockedExchange(type volatile *target, type value) \
    { \
        return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST); \
    } \
    static inline type InterlockedExchangeAdd(type volatile *target, type value) \
    { \
        return __atomic_fetch_add(target, value, __ATOMIC_SEQ_CST); \
    } \
    static inline type InterlockedCompareExchange(type volatile *target, type value, type expected) \
    { \
        __atomic_compare_exchange_n(target, &expected, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST); \
        return expected; \
    } \
    static inline type InterlockedAnd(type volatile *target, type value) \
    { \
        return __atomic_fetch_and(target, value, __ATOMIC_SEQ_CST); \
    } \
    static inline type InterlockedOr(type volatile *target, type value) \
    { \
        return __atomic_fetch_or(target, value, __ATOMIC_SEQ_CST); \
    }

typedef unsigned long loopsock_compat_unsigned_long;

LOOPSOCK_COMPAT_INTERLOCKED(UINT)
LOOPSOCK_COMPAT_INTERLOCKED(long)
LOOPSOCK_COMPAT_INTERLOCKED(loopsock_compat_unsigned_long)
LOOPSOCK_COMPAT_INTERLOCKED(ULONG64)

#undef LOOPSOCK_COMPAT_INTERLOCKED

// LONG64 is long long; intptr_t and int64_t are long.
static inline long InterlockedIncrement64(long volatile *value)
{
    return InterlockedIncrement(value);
}
static inline long InterlockedDecrement64(long volatile *value)
{
    return InterlockedDecrement(value);
}
static inline long InterlockedExchange64(long volatile *target, long value)
{
    return InterlockedExchange(target, value);
}
static inline long InterlockedExchangeAdd64(long volatile *target, long value)
{
    return InterlockedExchangeAdd(target, value);
}
static inline long InterlockedCompareExchange64(long volatile *target, long value, long expected)
{
    return InterlockedCompareExchange(target, value, expected);
}
static inline ULONG64 InterlockedIncrement64(ULONG64 volatile *value)
{
    return InterlockedIncrement(value);
}
static inline ULONG64 InterlockedDecrement64(ULONG64 volatile *value)
{
    return InterlockedDecrement(value);
}
static inline ULONG64 InterlockedExchangeAdd64(ULONG64 volatile *target, ULONG64 value)
{
    return InterlockedExchangeAdd(target, value);
}

#endif
