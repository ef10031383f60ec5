// source_filters: from which senders a group's datagrams are wanted: RFC 3678's four calls, as ws2tcpip.h has them.
//
// Inline wrappers of WSAIoctl that pack the lists of addresses. Any thread; 0 or SOCKET_ERROR, and WSAGetLastError tells why
// (WSAENOBUFS: no memory). The get calls set *count to how many sources there are and write as many as fit.
#pragma once

#include "errors.h"
#include "functions_control.h"
#include "functions_startup.h"
#include "ioctl_codes.h"
#include "multicast.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include <stdlib.h>
#include <string.h>

// The largest number of sources whose list still has a size that fits into a DWORD.
#define LOOPSOCK_COMPAT_MOST_SOURCES 0x100000u

static inline int loopsock_compat_filter_ioctl(SOCKET s, DWORD code, void *filter, size_t bytes, int read_back)
{
    DWORD returned;
    return WSAIoctl(s, code, filter, (DWORD)bytes, read_back ? filter : (LPVOID)0, read_back ? (DWORD)bytes : 0, &returned,
                    (LPWSAOVERLAPPED)0, (LPWSAOVERLAPPED_COMPLETION_ROUTINE)0);
}

static inline void *loopsock_compat_new_filter(size_t bytes, ULONG sources)
{
    void *filter = sources > LOOPSOCK_COMPAT_MOST_SOURCES ? (void *)0 : calloc(1, bytes);
    if (!filter)
        WSASetLastError(WSAENOBUFS);
    return filter;
}

static inline int setipv4sourcefilter(SOCKET s, IN_ADDR interface_address, IN_ADDR group, MULTICAST_MODE_TYPE mode, ULONG count,
                                      const IN_ADDR *sources)
{
    const size_t bytes = IP_MSFILTER_SIZE(count);
    IP_MSFILTER *filter = (IP_MSFILTER *)loopsock_compat_new_filter(bytes, count);
    int result;
    if (!filter)
        return SOCKET_ERROR;
    filter->imsf_multiaddr = group;
    filter->imsf_interface = interface_address;
    filter->imsf_fmode = mode;
    filter->imsf_numsrc = count;
    if (count)
        memcpy(filter->imsf_slist, sources, count * sizeof(*sources));
    result = loopsock_compat_filter_ioctl(s, SIO_SET_MULTICAST_FILTER, filter, bytes, 0);
    free(filter);
    return result;
}

static inline int getipv4sourcefilter(SOCKET s, IN_ADDR interface_address, IN_ADDR group, MULTICAST_MODE_TYPE *mode, ULONG *count,
                                      IN_ADDR *sources)
{
    const size_t bytes = IP_MSFILTER_SIZE(*count);
    IP_MSFILTER *filter = (IP_MSFILTER *)loopsock_compat_new_filter(bytes, *count);
    int result;
    if (!filter)
        return SOCKET_ERROR;
    filter->imsf_multiaddr = group;
    filter->imsf_interface = interface_address;
    filter->imsf_numsrc = *count;
    result = loopsock_compat_filter_ioctl(s, SIO_GET_MULTICAST_FILTER, filter, bytes, 1);
    if (result == 0) {
        const ULONG fitting = filter->imsf_numsrc < *count ? filter->imsf_numsrc : *count;
        if (fitting)
            memcpy(sources, filter->imsf_slist, fitting * sizeof(*sources));
        *mode = filter->imsf_fmode;
        *count = filter->imsf_numsrc;
    }
    free(filter);
    return result;
}

static inline int setsourcefilter(SOCKET s, ULONG interface_index, const SOCKADDR *group, int group_length,
                                  MULTICAST_MODE_TYPE mode, ULONG count, const SOCKADDR_STORAGE *sources)
{
    const size_t bytes = GROUP_FILTER_SIZE(count);
    GROUP_FILTER *filter;
    int result;
    if (!group || group_length < 0 || (size_t)group_length > sizeof(SOCKADDR_STORAGE)) {
        WSASetLastError(WSAEINVAL);
        return SOCKET_ERROR;
    }
    filter = (GROUP_FILTER *)loopsock_compat_new_filter(bytes, count);
    if (!filter)
        return SOCKET_ERROR;
    filter->gf_interface = interface_index;
    memcpy(&filter->gf_group, group, (size_t)group_length);
    filter->gf_fmode = mode;
    filter->gf_numsrc = count;
    if (count)
        memcpy(filter->gf_slist, sources, count * sizeof(*sources));
    result = loopsock_compat_filter_ioctl(s, SIOCSMSFILTER, filter, bytes, 0);
    free(filter);
    return result;
}

static inline int getsourcefilter(SOCKET s, ULONG interface_index, const SOCKADDR *group, int group_length,
                                  MULTICAST_MODE_TYPE *mode, ULONG *count, SOCKADDR_STORAGE *sources)
{
    const size_t bytes = GROUP_FILTER_SIZE(*count);
    GROUP_FILTER *filter;
    int result;
    if (!group || group_length < 0 || (size_t)group_length > sizeof(SOCKADDR_STORAGE)) {
        WSASetLastError(WSAEINVAL);
        return SOCKET_ERROR;
    }
    filter = (GROUP_FILTER *)loopsock_compat_new_filter(bytes, *count);
    if (!filter)
        return SOCKET_ERROR;
    filter->gf_interface = interface_index;
    memcpy(&filter->gf_group, group, (size_t)group_length);
    filter->gf_numsrc = *count;
    result = loopsock_compat_filter_ioctl(s, SIOCGMSFILTER, filter, bytes, 1);
    if (result == 0) {
        const ULONG fitting = filter->gf_numsrc < *count ? filter->gf_numsrc : *count;
        if (fitting)
            memcpy(sources, filter->gf_slist, fitting * sizeof(*sources));
        *mode = filter->gf_fmode;
        *count = filter->gf_numsrc;
    }
    free(filter);
    return result;
}

#endif
