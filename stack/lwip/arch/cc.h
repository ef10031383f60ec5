// arch/cc.h: what lwIP must know of compiler and machine; lwIP includes it from its own lwip/arch.h.
//
// Every function that lwIP lets a port replace by a macro is replaced here. That is more than thrift: build time renames each symbol that
// lwIP defines (see CMakeLists.txt), and a renamed name would look to lwIP's `#ifndef` like such a macro. Whoever updates lwIP and meets
// a new one is told by rename_symbols.cmake.
//
// Threads  the three hooks below are called with the core lock held, like all of lwIP.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#ifdef __cplusplus
extern "C" {
#endif

// Answered by stack/lwip/*.cpp. A random number that cannot be guessed; the virtual driver seeds it.
uint32_t loopsock_hook_rand(void);

// Answered by stack/lwip/*.cpp; debug builds only. Prints the message and ends the process.
void loopsock_hook_assert(const char *message, const char *file, int line);

// Answered by stack/lwip/*.cpp; debug builds only. Ends the process unless the calling thread holds the core lock.
void loopsock_hook_assert_core_locked(void);

#ifdef __cplusplus
}
#endif

// glibc's <endian.h> may have defined these already, with the same values.
#ifndef BYTE_ORDER
#define BYTE_ORDER __BYTE_ORDER__
#endif

#define LWIP_RAND() loopsock_hook_rand()

// lwIP prints nothing: diagnostics leave this library through values, counters and the capture.
#define LWIP_PLATFORM_DIAG(x) do { } while (0)
#define LWIP_PLATFORM_ASSERT(x) loopsock_hook_assert((x), __FILE__, __LINE__)

// <sys/socket.h> and friends may be included beside lwIP by the platform's own files, so htons stays libc's.
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS

#define lwip_htons(x) __builtin_bswap16((uint16_t)(x))
#define lwip_htonl(x) __builtin_bswap32((uint32_t)(x))
#define lwip_itoa(result, size, number) snprintf((result), (size), "%d", (number))
#define lwip_stricmp(a, b) strcasecmp((a), (b))
#define lwip_strnicmp(a, b, n) strncasecmp((a), (b), (n))

// Only lwIP's applications call these, and none of them is built.
#define lwip_strnstr loopsock_lwip_has_no_strnstr
#define lwip_strnistr loopsock_lwip_has_no_strnistr
#define lwip_memcmp_consttime loopsock_lwip_has_no_memcmp_consttime
