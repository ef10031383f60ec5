// sys/select: the C library's <sys/select.h> without the names that Winsock uses otherwise.
//
// <stdlib.h> and <sys/types.h> include this file, so nearly every source meets it. The library's fd_set
// and select are declared under names that nobody uses; struct timeval, pselect and the rest stay.
// Winsock's own fd_set, FD_* and select come with <winsock2.h> and with nothing else: a source that wants
// the system's select by mistake does not compile, instead of calling the wrong one.
// FD_SETSIZE as the program set it survives, whatever the order of the headers.
// Threads, memory: declarations only.
#pragma once
#pragma GCC system_header

#define LOOPSOCK_COMPAT_SYS_SELECT_H 1

#pragma push_macro("FD_SETSIZE")
#pragma push_macro("FD_SET")
#pragma push_macro("FD_CLR")
#pragma push_macro("FD_ISSET")
#pragma push_macro("FD_ZERO")
#undef FD_SETSIZE
#undef FD_SET
#undef FD_CLR
#undef FD_ISSET
#undef FD_ZERO

#define fd_set loopsock_libc_fd_set
#define select loopsock_libc_select
#include_next <sys/select.h>
#undef select
#undef fd_set

#undef FD_SETSIZE
#undef FD_SET
#undef FD_CLR
#undef FD_ISSET
#undef FD_ZERO
#pragma pop_macro("FD_SETSIZE")
#pragma pop_macro("FD_SET")
#pragma pop_macro("FD_CLR")
#pragma pop_macro("FD_ISSET")
#pragma pop_macro("FD_ZERO")
