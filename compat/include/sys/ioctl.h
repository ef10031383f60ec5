// sys/ioctl: the C library's <sys/ioctl.h>, made harmless where <winsock2.h> came first.
//
// Both define FIONBIO and its relatives and the macros that build such numbers, with other values. After
// <winsock2.h> Winsock's are kept: without that ioctlsocket would silently be given Linux's numbers.
// Before it nothing is touched; host_headers.h then clears them.
// Threads, memory: declarations only.
#pragma once
#pragma GCC system_header

#ifdef _WINSOCK2API_
#pragma push_macro("_IO")
#pragma push_macro("_IOR")
#pragma push_macro("_IOW")
#pragma push_macro("IOC_IN")
#pragma push_macro("IOC_OUT")
#pragma push_macro("IOC_INOUT")
#pragma push_macro("FIONBIO")
#pragma push_macro("FIONREAD")
#pragma push_macro("FIOASYNC")
#pragma push_macro("SIOCATMARK")
#undef _IO
#undef _IOR
#undef _IOW
#undef IOC_IN
#undef IOC_OUT
#undef IOC_INOUT
#undef FIONBIO
#undef FIONREAD
#undef FIOASYNC
#undef SIOCATMARK
#include_next <sys/ioctl.h>
#pragma pop_macro("_IO")
#pragma pop_macro("_IOR")
#pragma pop_macro("_IOW")
#pragma pop_macro("IOC_IN")
#pragma pop_macro("IOC_OUT")
#pragma pop_macro("IOC_INOUT")
#pragma pop_macro("FIONBIO")
#pragma pop_macro("FIONREAD")
#pragma pop_macro("FIOASYNC")
#pragma pop_macro("SIOCATMARK")
#else
#include_next <sys/ioctl.h>
#endif
