// win32_annotations: what Microsoft's headers and sources say about parameters and functions beside their types.
//
//     _In_ _Out_writes_(n) …      for a checker of Microsoft's: nothing
//     __declspec(x), DECLSPEC_…   for the compiler: the attribute that gcc and clang have for it, or nothing
//     __in __out …                the older kind of the first: nothing, but see the end of this file
//
// Threads, memory: preprocessor only.
#pragma once

// ---- attributes -----------------------------------------------------------------------------------------------

#ifndef __forceinline
#define __forceinline inline __attribute__((__always_inline__))
#endif
#ifndef FORCEINLINE
#define FORCEINLINE __forceinline
#endif
#ifndef _inline
#define _inline inline
#endif
// Pragmas inside macros: those of Microsoft's compiler mean nothing here.
#ifndef __pragma
#define __pragma(text)
#endif

#ifndef __declspec
#define __declspec(word) LOOPSOCK_COMPAT_DECLSPEC_##word
#endif
#define LOOPSOCK_COMPAT_DECLSPEC_align(bytes) __attribute__((__aligned__(bytes)))
#define LOOPSOCK_COMPAT_DECLSPEC_allocator
#define LOOPSOCK_COMPAT_DECLSPEC_deprecated __attribute__((__deprecated__))
#define LOOPSOCK_COMPAT_DECLSPEC_dllexport
#define LOOPSOCK_COMPAT_DECLSPEC_dllimport
#define LOOPSOCK_COMPAT_DECLSPEC_noalias
#define LOOPSOCK_COMPAT_DECLSPEC_noinline __attribute__((__noinline__))
#define LOOPSOCK_COMPAT_DECLSPEC_noreturn __attribute__((__noreturn__))
#define LOOPSOCK_COMPAT_DECLSPEC_nothrow __attribute__((__nothrow__))
#define LOOPSOCK_COMPAT_DECLSPEC_novtable
#define LOOPSOCK_COMPAT_DECLSPEC_restrict
#define LOOPSOCK_COMPAT_DECLSPEC_selectany __attribute__((__weak__))
#ifdef __cplusplus
#define LOOPSOCK_COMPAT_DECLSPEC_thread thread_local
#else
#define LOOPSOCK_COMPAT_DECLSPEC_thread _Thread_local
#endif

#define DECLSPEC_ALIGN(bytes) __attribute__((__aligned__(bytes)))
#define DECLSPEC_ALLOCATOR
#define DECLSPEC_DEPRECATED __attribute__((__deprecated__))
#define DECLSPEC_IMPORT
#define DECLSPEC_NOINLINE __attribute__((__noinline__))
#define DECLSPEC_NORETURN __attribute__((__noreturn__))
#define DECLSPEC_NOTHROW __attribute__((__nothrow__))
#define DECLSPEC_NOVTABLE
#define DECLSPEC_SELECTANY __attribute__((__weak__))
#define DECLSPEC_THREAD LOOPSOCK_COMPAT_DECLSPEC_thread
#ifndef SYSTEM_CACHE_ALIGNMENT_SIZE
#define SYSTEM_CACHE_ALIGNMENT_SIZE 64
#endif
#define DECLSPEC_CACHEALIGN DECLSPEC_ALIGN(SYSTEM_CACHE_ALIGNMENT_SIZE)

// ---- annotations --------------------------------------------------------------------------------------------------

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(count)
#define _In_reads_opt_(count)
#define _In_reads_z_(count)
#define _In_reads_or_z_(count)
#define _In_reads_bytes_(size)
#define _In_reads_bytes_opt_(size)
#define _In_range_(low, high)
#define _Out_
#define _Out_opt_
#define _Out_writes_(count)
#define _Out_writes_opt_(count)
#define _Out_writes_z_(count)
#define _Out_writes_opt_z_(count)
#define _Out_writes_all_(count)
#define _Out_writes_to_(count, used)
#define _Out_writes_to_opt_(count, used)
#define _Out_writes_bytes_(size)
#define _Out_writes_bytes_opt_(size)
#define _Out_writes_bytes_all_(size)
#define _Out_writes_bytes_to_(size, used)
#define _Out_writes_bytes_to_opt_(size, used)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_opt_result_maybenull_
#define _Outptr_result_bytebuffer_(size)
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Inout_updates_(count)
#define _Inout_updates_opt_(count)
#define _Inout_updates_z_(count)
#define _Inout_updates_bytes_(size)
#define _Inout_updates_bytes_opt_(size)
#define _Inout_updates_to_(count, used)
#define _Inout_updates_bytes_to_(size, used)
#define _Reserved_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_z_
#define _Check_return_
#define _Check_return_opt_
#define _Must_inspect_result_
#define _Success_(condition)
#define _On_failure_(annotation)
#define _Pre_
#define _Post_
#define _Pre_maybenull_
#define _Pre_satisfies_(condition)
#define _Post_satisfies_(condition)
#define _Post_ptr_invalid_
#define _Post_equals_last_error_
#define _When_(condition, annotation)
#define _At_(what, annotation)
#define _Notnull_
#define _Maybenull_
#define _Null_terminated_
#define _NullNull_terminated_
#define _Printf_format_string_
#define _Field_size_(count)
#define _Field_size_opt_(count)
#define _Field_size_bytes_(size)
#define _Field_size_bytes_opt_(size)
#define _Field_range_(low, high)
#define _Struct_size_bytes_(size)
#define _Frees_ptr_
#define _Frees_ptr_opt_
#define _Interlocked_operand_
#define _Interlocked_
#define _Acquires_lock_(lock)
#define _Releases_lock_(lock)
#define _Requires_lock_held_(lock)
#define _Requires_lock_not_held_(lock)
#define _Acquires_exclusive_lock_(lock)
#define _Releases_exclusive_lock_(lock)
#define _Acquires_shared_lock_(lock)
#define _Releases_shared_lock_(lock)
#define _Guarded_by_(lock)
#define _Function_class_(name)
#define _Use_decl_annotations_
#define _Analysis_assume_(condition)
#define _Const_

// The older words are short, and the C++ library uses __in and __out as names of its own: a header of it that comes after
// them may not compile. So C has them always, C++ on demand (or from <sal.h>, where nobody includes it by accident).
#if !defined(__cplusplus) || defined(LOOPSOCK_OLD_ANNOTATIONS)
#include "win32_old_annotations.h"
#endif
