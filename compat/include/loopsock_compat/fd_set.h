// fd_set: sets of sockets for select(): a count and an array, not a bit map.
//
//     | fd_count | socket | socket | socket | . . . up to FD_SETSIZE |
//
// FD_SETSIZE is 64 unless the program defined it before the first header; select() looks only at fd_count,
// so larger arrays made by hand work too. Adding twice adds once; adding to a full set does nothing.
// Threads: a set has no lock. Memory: the caller's.
#pragma once

#include "host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "socket_type.h"
#include "symbol.h"

#ifndef FD_SETSIZE
#define FD_SETSIZE 64
#endif

typedef struct fd_set {
    u_int fd_count;
    SOCKET fd_array[FD_SETSIZE];
} fd_set, FD_SET, *PFD_SET, *LPFD_SET;

typedef struct timeval TIMEVAL, *PTIMEVAL, *LPTIMEVAL;

LOOPSOCK_COMPAT_BEGIN
int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set) LOOPSOCK_WS_SYMBOL(__WSAFDIsSet);
LOOPSOCK_COMPAT_END

static inline void loopsock_compat_fd_add(SOCKET s, fd_set *set)
{
    u_int i;
    for (i = 0; i < set->fd_count; ++i)
        if (set->fd_array[i] == s)
            return;
    if (set->fd_count < FD_SETSIZE)
        set->fd_array[set->fd_count++] = s;
}

// The others keep their order.
static inline void loopsock_compat_fd_remove(SOCKET s, fd_set *set)
{
    u_int i;
    for (i = 0; i < set->fd_count; ++i)
        if (set->fd_array[i] == s) {
            for (--set->fd_count; i < set->fd_count; ++i)
                set->fd_array[i] = set->fd_array[i + 1];
            return;
        }
}

#define FD_SET(s, set) loopsock_compat_fd_add((SOCKET)(s), (fd_set *)(set))
#define FD_CLR(s, set) loopsock_compat_fd_remove((SOCKET)(s), (fd_set *)(set))
#define FD_ZERO(set) ((void)(((fd_set *)(set))->fd_count = 0))
#define FD_ISSET(s, set) __WSAFDIsSet((SOCKET)(s), (fd_set *)(set))

// struct timeval is the C library's; so are these, where <sys/time.h> defines them.
#ifndef timerisset
#define timerisset(time) ((time)->tv_sec || (time)->tv_usec)
#endif
#ifndef timercmp
#define timercmp(left, right, compare) \
    (((left)->tv_sec == (right)->tv_sec) ? ((left)->tv_usec compare(right)->tv_usec) : ((left)->tv_sec compare(right)->tv_sec))
#endif
#ifndef timerclear
#define timerclear(time) ((time)->tv_sec = (time)->tv_usec = 0)
#endif

#endif
