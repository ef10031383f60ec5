// host_headers: peace with the C library before any Winsock name is declared.
//
//   <sys/select.h>, <unistd.h>     ours come first on the path and step aside (see the two files)
//   <poll.h>, <sys/ioctl.h>        may have come first: their macros have other values, so they go here;
//                                  where they come later, our files of the same name protect ours
//   <sys/socket.h>, <netinet/in.h> declare nearly 300 of our names otherwise: refused, in one sentence
//
// LOOPSOCK_COMPAT_REFUSED is set with the refusal, and every public header is empty then, so that the
// sentence is not buried under the conflicts that it explains.
// Threads, memory: preprocessor only.
#pragma once

#include <sys/select.h>

#if defined(_SYS_SOCKET_H) || defined(_NETINET_IN_H)
#define LOOPSOCK_COMPAT_REFUSED 1
#error "loopsock: <winsock2.h> and the system's <sys/socket.h> or <netinet/in.h> cannot be used in the same source file; include one or the other"
#elif !defined(LOOPSOCK_COMPAT_SYS_SELECT_H) || (defined(_UNISTD_H) && !defined(LOOPSOCK_COMPAT_UNISTD_H))
#define LOOPSOCK_COMPAT_REFUSED 1
#error "loopsock: the folder of <winsock2.h> must come before the system's folders on the include path"
#endif

// <poll.h>: Linux has other values for every one of these.
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

// <sys/ioctl.h>: another encoding of direction, size and number.
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
