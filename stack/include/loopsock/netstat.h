/* netstat: what the stack has open, as text for people and as JSON for programs; and what a test has left behind. For C (C99 and later) and C++.
 * From C++, <loopsock/netstat.hpp> gives the same as std::string.
 *
 * Each socket is looked at for a moment, under its own locks, while others go on: a line is right for its moment, and two
 * lines need not be of the same moment.
 *
 * Errors   every function returns 0, or SOCKET_ERROR (-1) with the reason in WSAGetLastError().
 * Threads  every function may be called from any thread at any time, also inside callbacks. None needs WSAStartup.
 * Memory   the caller's buffers; the library keeps no pointer to them.
 */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How loopsock_netstat() writes. */
enum loopsock_netstat_format {
  LOOPSOCK_NETSTAT_TEXT = 0, /* a table, whose columns may change */
  LOOPSOCK_NETSTAT_JSON = 1  /* an object; docs/introspection.md says what is in it. Later versions only add members */
};

/** Writes all sockets, the connections that live on without one (TIME-WAIT among them), and the counters.
 *
 * format  one of the two.
 * buffer  receives the text and a terminating zero. May be NULL with `bytes` 0, to ask how much is needed.
 * bytes   its size.
 * needed  NULL, or receives the size that the text needs, its zero included, also where the buffer is too small. A little more may be
 *         needed a moment later.
 *
 * Returns 0, or SOCKET_ERROR with
 *   WSAEINVAL   there is no such format
 *   WSAENOBUFS  the buffer is too small (and nothing was written), or there is no memory (and `needed` receives 0)
 *   WSAEFAULT   `buffer` or `needed` does not lie in writable memory
 *
 * Source  ours; the names of states are those of RFC 9293, 3.3.2.
 */
int loopsock_netstat(enum loopsock_netstat_format format, char *buffer, size_t bytes, size_t *needed);

/** Writes a line for everything that is still open: sockets with what they are and what waits on them, handles of events, threads, ports
 * and other objects by kind, rings of fast connections, filters that were not removed. An empty string when nothing is.
 *
 * At the end of a test: REQUIRE(loopsock::leaks() == ""). Connections that only wait in TIME-WAIT are no leak, nor is memory that the
 * library keeps to use again.
 *
 * Arguments, results and errors as loopsock_netstat().
 */
int loopsock_leak_report(char *buffer, size_t bytes, size_t *needed);

#ifdef __cplusplus
} /* extern "C" */
#endif
