// inaddr: an IPv4 address, in network byte order, seen as four bytes, two words or one number.
//
// s_addr and its relatives are macros on Windows and so here; a member of a program's own that is called
// s_addr becomes S_un.S_addr too. Threads, memory: types only.
#pragma once

#include "loopsock_compat/host_headers.h"

#ifndef LOOPSOCK_COMPAT_REFUSED

#include "loopsock_compat/base_types.h"

typedef struct in_addr {
    union {
        struct {
            UCHAR s_b1, s_b2, s_b3, s_b4;
        } S_un_b;
        struct {
            USHORT s_w1, s_w2;
        } S_un_w;
        ULONG S_addr;
    } S_un;
} IN_ADDR, *PIN_ADDR, *LPIN_ADDR;

#define s_addr S_un.S_addr
#define s_host S_un.S_un_b.s_b2
#define s_net S_un.S_un_b.s_b1
#define s_imp S_un.S_un_w.s_w2
#define s_impno S_un.S_un_b.s_b4
#define s_lh S_un.S_un_b.s_b3

#endif
