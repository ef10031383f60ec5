// sys/poll: the C library's <sys/poll.h>, made harmless where <winsock2.h> came first.
//
// Both declare struct pollfd and the POLL macros, with other members and values. After <winsock2.h> the
// library's struct gets a name that nobody uses and Winsock's macros are kept: without that the values
// would change silently in the middle of a file. Before it nothing is touched; host_headers.h then clears
// the macros and WSAPOLLFD has a tag of its own.
// Threads, memory: declarations only.
#pragma once
#pragma GCC system_header

#ifdef _WINSOCK2API_
#pragma push_macro("POLLIN")
#pragma push_macro("POLLPRI")
#pragma push_macro("POLLOUT")
#pragma push_macro("POLLERR")
#pragma push_macro("POLLHUP")
#pragma push_macro("POLLNVAL")
#pragma push_macro("POLLRDNORM")
#pragma push_macro("POLLRDBAND")
#pragma push_macro("POLLWRNORM")
#pragma push_macro("POLLWRBAND")
#undef POLLIN
#undef POLLPRI
#undef POLLOUT
#undef POLLERR
#undef POLLHUP
#undef POLLNVAL
#undef POLLRDNORM
#undef POLLRDBAND
#undef POLLWRNORM
#undef POLLWRBAND
#define pollfd loopsock_libc_pollfd
#include_next <sys/poll.h>
#undef pollfd
#pragma pop_macro("POLLIN")
#pragma pop_macro("POLLPRI")
#pragma pop_macro("POLLOUT")
#pragma pop_macro("POLLERR")
#pragma pop_macro("POLLHUP")
#pragma pop_macro("POLLNVAL")
#pragma pop_macro("POLLRDNORM")
#pragma pop_macro("POLLRDBAND")
#pragma pop_macro("POLLWRNORM")
#pragma pop_macro("POLLWRBAND")
#else
#include_next <sys/poll.h>
#endif
