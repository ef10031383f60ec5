// in6addr: an IPv6 address, in network byte order, seen as sixteen bytes or eight words.
//
// Threads, memory: types only.
#pragma once

#include "loopsock_compat/host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "loopsock_compat/base_types.h"

typedef struct in6_addr {
    union {
        UCHAR Byte[16];
        USHORT Word[8];
    } u;
} IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;

#define in_addr6 in6_addr
#define _S6_un u
#define _S6_u8 Byte
#define s6_addr _S6_un._S6_u8
#define s6_bytes u.Byte
#define s6_words u.Word

#endif
