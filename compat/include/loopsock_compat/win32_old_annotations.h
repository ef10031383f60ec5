// win32_old_annotations: __in, __out and their kin, as Microsoft's headers of the years before 2012 had them. All are nothing.
//
// In C++ include the library's headers first: it has parameters of these names. __reserved and __callback are left out, because Linux's
// own headers have members so called. Threads, memory: preprocessor only.
#pragma once

#define __in
#define __in_opt
#define __in_z
#define __in_ecount(count)
#define __in_ecount_opt(count)
#define __in_bcount(size)
#define __in_bcount_opt(size)
#define __out
#define __out_opt
#define __out_ecount(count)
#define __out_ecount_opt(count)
#define __out_ecount_part(count, used)
#define __out_bcount(size)
#define __out_bcount_opt(size)
#define __out_bcount_part(size, used)
#define __out_bcount_part_opt(size, used)
#define __inout
#define __inout_opt
#define __inout_ecount(count)
#define __inout_bcount(size)
#define __deref_out
#define __deref_out_opt
#define __deref_opt_out
#define __checkReturn
#define __success(condition)
#define __nullterminated
