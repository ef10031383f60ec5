// poll_set: what WSAPoll takes: a socket, what to wait for, what was found. The values are Windows', not Linux's.
//
// Threads: no lock; the array is the caller's and is written only during the call.
#pragma once

#include "host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "socket_type.h"

#define POLLERR 0x0001
#define POLLHUP 0x0002
#define POLLNVAL 0x0004
#define POLLWRNORM 0x0010
#define POLLOUT POLLWRNORM
#define POLLWRBAND 0x0020
#define POLLRDNORM 0x0100
#define POLLRDBAND 0x0200
#define POLLIN (POLLRDNORM | POLLRDBAND)
#define POLLPRI 0x0400

// Where the C library's struct pollfd came first, ours has another tag and the same type name.
#ifdef _SYS_POLL_H
#define LOOPSOCK_COMPAT_POLLFD loopsock_compat_pollfd
#else
#define LOOPSOCK_COMPAT_POLLFD pollfd
#endif

typedef struct LOOPSOCK_COMPAT_POLLFD {
    SOCKET fd;
    SHORT events;
    SHORT revents;
} WSAPOLLFD, *PWSAPOLLFD, *LPWSAPOLLFD;

#endif
