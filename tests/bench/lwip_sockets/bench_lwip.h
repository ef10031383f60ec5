/* bench_lwip: lwIP's socket layer through a door so narrow that none of its headers is needed outside. C and C++.
 *
 * Threads  bench_lwip_start() once, before all else. One thread at a time per socket; different sockets from different threads.
 * Errors   -1; what went wrong is not told, a benchmark can only give up.
 */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Starts lwIP's thread, which runs until the process ends. 0, or -1. Later calls do nothing. */
int bench_lwip_start(void);

/* Connects two blocking TCP sockets over lwIP's 127.0.0.1, with TCP_NODELAY: ends[0] the client, ends[1] the server. 0, or -1. */
int bench_lwip_pair(int ends[2]);

/* Blocking. The number of bytes, at least one, taken from `bytes`; or -1. */
long bench_lwip_send(int end, const void* bytes, size_t size);

/* Blocking. The number of bytes put into `room`; 0 when the peer will send no more; or -1. */
long bench_lwip_recv(int end, void* room, size_t size);

void bench_lwip_close(int end);

#ifdef __cplusplus
}
#endif
