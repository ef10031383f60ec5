// socket_type: what a socket is to a program: SOCKET, its two special values, and BSD's u_ types.
//
// A SOCKET is a handle of this library: a multiple of 4 that fits in 31 bits, so programs that keep it in
// an int get away with it, as they do on Windows. It is not a file descriptor of the host.
// u_long is the C library's and has 64 bits on Linux; fields and values that Windows gives 32 bits are ULONG here.
// Threads, memory: types only.
#pragma once

#include "base_types.h"

typedef UINT_PTR SOCKET, *PSOCKET, *LPSOCKET;

#define INVALID_SOCKET ((SOCKET)~(SOCKET)0)
#define SOCKET_ERROR (-1)

// The same types as glibc's, which may say them once more, before or after.
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned long long u_int64;

typedef unsigned int GROUP;
#define SG_UNCONSTRAINED_GROUP 0x01
#define SG_CONSTRAINED_GROUP 0x02

typedef USHORT ADDRESS_FAMILY;
