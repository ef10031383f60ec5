// guiddef: GUIDs, and DEFINE_GUID as INITGUID wants it. Read again at every #include, as Microsoft's is, since a file may say INITGUID
// late.
#include "loopsock_compat/win32_guid.h"

#undef DEFINE_GUID
#ifndef INITGUID
#define DEFINE_GUID(name, a, b, c, d0, d1, d2, d3, d4, d5, d6, d7) EXTERN_C const GUID name
#else
// Weak, so that two files of a program may both define it.
#define DEFINE_GUID(name, a, b, c, d0, d1, d2, d3, d4, d5, d6, d7) \
    EXTERN_C const GUID name; \
    EXTERN_C DECLSPEC_SELECTANY const GUID name = { a, b, c, { d0, d1, d2, d3, d4, d5, d6, d7 } }
#endif
