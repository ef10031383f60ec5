/* arch/cc.h: compiler and machine, as lwIP asks for them; it includes this from its lwip/arch.h. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h> /* struct timeval, for which lwIP has one of its own otherwise */

/* glibc's <endian.h> may have defined it already, with the same value. */
#ifndef BYTE_ORDER
#define BYTE_ORDER __BYTE_ORDER__
#endif

#define LWIP_RAND() ((uint32_t)rand())
#define LWIP_PLATFORM_DIAG(x) do { } while (0)
#define LWIP_PLATFORM_ASSERT(x) do { fprintf(stderr, "lwIP: %s\n", (x)); abort(); } while (0)

/* htons and its kin stay libc's. */
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS
#define lwip_htons(x) __builtin_bswap16((uint16_t)(x))
#define lwip_htonl(x) __builtin_bswap32((uint32_t)(x))
