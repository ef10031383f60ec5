// resolve_names: names of <ws2tcpip.h> without A or W, which mean the one or the other as UNICODE says.
//
// The A forms have no functions of their own on Windows either: they are BSD's. Threads, memory: preprocessor and types only.
#pragma once

#include "functions_resolve.h"
#include "functions_text.h"

#define GetAddrInfoA getaddrinfo
#define FreeAddrInfoA freeaddrinfo
#define GetNameInfoA getnameinfo
#define InetPtonA inet_pton
#define InetNtopA inet_ntop

#ifdef UNICODE
#define GetAddrInfo GetAddrInfoW
#define FreeAddrInfo FreeAddrInfoW
#define GetNameInfo GetNameInfoW
#define InetPton InetPtonW
#define InetNtop InetNtopW
#define gai_strerror gai_strerrorW
#define addrinfoEx addrinfoexW
#else
#define GetAddrInfo GetAddrInfoA
#define FreeAddrInfo FreeAddrInfoA
#define GetNameInfo GetNameInfoA
#define InetPton InetPtonA
#define InetNtop InetNtopA
#define gai_strerror gai_strerrorA
#define addrinfoEx addrinfoexA
#endif

#if defined(INCL_WINSOCK_API_TYPEDEFS) && INCL_WINSOCK_API_TYPEDEFS && !defined(LOOPSOCK_COMPAT_REFUSED)
typedef __typeof__(&getaddrinfo) LPFN_GETADDRINFO;
typedef __typeof__(&GetAddrInfoW) LPFN_GETADDRINFOW;
typedef __typeof__(&freeaddrinfo) LPFN_FREEADDRINFO;
typedef __typeof__(&FreeAddrInfoW) LPFN_FREEADDRINFOW;
typedef __typeof__(&getnameinfo) LPFN_GETNAMEINFO;
typedef __typeof__(&GetNameInfoW) LPFN_GETNAMEINFOW;
typedef __typeof__(&inet_pton) LPFN_INET_PTONA;
typedef __typeof__(&InetPtonW) LPFN_INET_PTONW;
typedef __typeof__(&inet_ntop) LPFN_INET_NTOPA;
typedef __typeof__(&InetNtopW) LPFN_INET_NTOPW;
#define LPFN_GETADDRINFOA LPFN_GETADDRINFO
#define LPFN_FREEADDRINFOA LPFN_FREEADDRINFO
#define LPFN_GETNAMEINFOA LPFN_GETNAMEINFO
#endif
