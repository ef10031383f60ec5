// unistd: the C library's <unistd.h> without gethostname and socklen_t.
//
// Winsock has both with other types: gethostname takes an int, socklen_t is an int. A second declaration
// of gethostname is not enough: with _FORTIFY_SOURCE the library's inline version wins and the call goes to
// the library without a word. So the library's is declared under a name that nobody uses.
// A source without <winsock2.h> that wants the system's gethostname does not compile with this folder on
// its path; uname() answers the same question.
// Threads, memory: declarations only.
#pragma once
#pragma GCC system_header

#define LOOPSOCK_COMPAT_UNISTD_H 1

#define gethostname loopsock_libc_gethostname
#ifdef __socklen_t_defined
#include_next <unistd.h>
#else
#define socklen_t loopsock_libc_socklen_t
#include_next <unistd.h>
#undef socklen_t
// Said again, so that <ws2tcpip.h>, or <sys/socket.h> in a native source, still declares its own.
#undef __socklen_t_defined
#endif
#undef gethostname
