// buffers: what the WSA calls move data with: WSABUF, and WSAMSG with its control messages.
//
//     control buffer   | header | data, padded to 8 | header | data, padded to 8 | ...
//
// The memory behind a WSABUF is the caller's and must stay until the call, or its overlapped operation, is
// done; the array of WSABUFs itself may go when the call returns. Threads: no locks; one operation, one user.
#pragma once

#include "socket_address.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

typedef struct _WSABUF {
    ULONG len;
    CHAR *buf;
} WSABUF, *LPWSABUF;

typedef struct _WSAMSG {
    LPSOCKADDR name;
    INT namelen;
    LPWSABUF lpBuffers;
    ULONG dwBufferCount;
    WSABUF Control;
    ULONG dwFlags;
} WSAMSG, *PWSAMSG, *LPWSAMSG;

typedef struct cmsghdr {
    SIZE_T cmsg_len;
    INT cmsg_level;
    INT cmsg_type;
} WSACMSGHDR, CMSGHDR, *PWSACMSGHDR, *PCMSGHDR, *LPWSACMSGHDR;

// Headers and data are both aligned to 8, the strictest alignment on 64-bit hosts.
#define WSA_CMSGHDR_ALIGN(length) (((length) + sizeof(SIZE_T) - 1) & ~(sizeof(SIZE_T) - 1))
#define WSA_CMSGDATA_ALIGN(length) (((length) + sizeof(SIZE_T) - 1) & ~(sizeof(SIZE_T) - 1))
#define WSA_CMSG_ALIGN(length) WSA_CMSGHDR_ALIGN(length)
#define WSA_CMSG_LEN(length) (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)) + (length))
#define WSA_CMSG_SPACE(length) (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR) + WSA_CMSGHDR_ALIGN(length)))
#define WSA_CMSG_DATA(header) ((UCHAR *)(header) + WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)))
#define WSA_CMSG_FIRSTHDR(message) \
    ((message)->Control.len >= sizeof(WSACMSGHDR) ? (LPWSACMSGHDR)(void *)(message)->Control.buf : (LPWSACMSGHDR)0)
#define WSA_CMSG_NXTHDR(message, header) loopsock_compat_next_control_header((message), (header))

// The header behind this one, the first where `header` is NULL, or NULL where no whole header is left.
static inline LPWSACMSGHDR loopsock_compat_next_control_header(const WSAMSG *message, const WSACMSGHDR *header)
{
    SIZE_T left, step;
    if (!header)
        return WSA_CMSG_FIRSTHDR(message);
    left = (SIZE_T)(message->Control.buf + message->Control.len - (const CHAR *)header);
    step = WSA_CMSGHDR_ALIGN(header->cmsg_len);
    if (step < sizeof(WSACMSGHDR) || step > left || left - step < sizeof(WSACMSGHDR))
        return (LPWSACMSGHDR)0;
    return (LPWSACMSGHDR)(void *)((CHAR *)(ULONG_PTR)header + step);
}

#define CMSGHDR_ALIGN WSA_CMSGHDR_ALIGN
#define CMSGDATA_ALIGN WSA_CMSGDATA_ALIGN
#define CMSG_FIRSTHDR WSA_CMSG_FIRSTHDR
#define CMSG_NXTHDR WSA_CMSG_NXTHDR
#define CMSG_DATA WSA_CMSG_DATA
#define CMSG_SPACE WSA_CMSG_SPACE
#define CMSG_LEN WSA_CMSG_LEN

#endif
