/* path: which way a connection goes, how much went each way, and who decides. For C (C99 and later) and C++.
 *
 * A TCP connection whose two ends live in this process goes either over the ordinary path (TCP segments in IP packets
 * through the stack's loopback interface) or over the fast path (from socket to socket, no packets). Both ends ask for
 * the fast path with WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, …), as Microsoft's reference page for that control code
 * describes. On Windows the program never learns whether it got it; here it asks, with the functions below. The names
 * are this library's own: they exist on no other system.
 *
 * Errors   every function returns 0, or SOCKET_ERROR (-1) with the reason in WSAGetLastError(). Output is written on
 *          success only.
 * Threads  every function may be called from any thread at any time, whatever locks the application holds.
 * Memory   the caller's structures; the library keeps no pointer to them. Each begins with its own size, which the
 *          caller fills in, so that a later version can append members and still serve programs built today.
 */
#pragma once

#include <stdint.h>

/* The type of <winsock2.h>, for files that do without it. C11 and C++ allow the same typedef twice, so the order of the
 * two headers does not matter to them; _WINSOCK2API_ spares C99 the repetition when <winsock2.h> came first. */
#ifndef _WINSOCK2API_
typedef uintptr_t SOCKET;
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** The way a connection goes. Decided once, when it is established, and never changed in its life. */
enum loopsock_path {
  LOOPSOCK_PATH_NONE = 0,     /* not connected: fresh, bound, listening, still connecting, or the attempt failed */
  LOOPSOCK_PATH_ORDINARY = 1, /* TCP segments in IP packets */
  LOOPSOCK_PATH_FAST = 2      /* from socket to socket, no packets */
};

/** Why a connection is not on the fast path. */
enum loopsock_reason {
  LOOPSOCK_REASON_NONE = 0,               /* it is on the fast path, or it is not connected */
  LOOPSOCK_REASON_NOT_REQUESTED = 1,      /* this socket did not ask */
  LOOPSOCK_REASON_PEER_NOT_REQUESTED = 2, /* this socket asked, the other end did not */
  LOOPSOCK_REASON_NOT_LOOPBACK = 3,       /* the addresses are not in 127.0.0.0/8 and not ::1 */
  LOOPSOCK_REASON_FILTER = 4,             /* a filter that inspects data was installed when it was established */
  LOOPSOCK_REASON_SET_TOO_LATE = 5,       /* asked for after connect began, or after the listener had the connection */
  LOOPSOCK_REASON_SIMULTANEOUS_OPEN = 6,  /* both ends connected to each other; there is no listener to ask */
  LOOPSOCK_REASON_NO_MEMORY = 7,          /* the fast path's memory could not be had; the ordinary path's could */
  LOOPSOCK_REASON_DISABLED = 8            /* the process's policy is OFF or FORBIDDEN */
};

/** What loopsock_query_path() tells about one socket. */
struct loopsock_path_info {
  uint32_t size;      /* in: sizeof(struct loopsock_path_info) */
  uint32_t requested; /* 1 when the fast path was asked for on this socket (or inherited from its listener), else 0 */
  uint32_t path;      /* an enum loopsock_path */
  uint32_t reason;    /* an enum loopsock_reason */
};

/** Tells which way the connection of a TCP socket goes, and why.
 *
 * s     a TCP socket in any state. The answer is kept until the socket is closed, also when the peer is gone.
 * info  receives the answer; `size` must be set before the call and is left as it was.
 *
 * Returns 0, or SOCKET_ERROR with
 *   WSANOTINITIALISED  WSAStartup has not succeeded
 *   WSAENOTSOCK        `s` is no socket, or is closed
 *   WSAEOPNOTSUPP      `s` is not a TCP socket
 *   WSAEFAULT          `info` is NULL or does not lie in writable memory
 *   WSAEINVAL          `info->size` is smaller than the structure
 *
 * Threads  any; together with other calls on the same socket too. It never blocks.
 * Source   ours. Microsoft's page on SIO_LOOPBACK_FAST_PATH leaves the answer to system tracing.
 */
int loopsock_query_path(SOCKET s, struct loopsock_path_info* info);

/** What the whole stack has counted since it started. Nothing is ever set back; take differences. */
struct loopsock_counters {
  uint32_t size; /* in: sizeof(struct loopsock_counters) */
  uint64_t ip_packets_sent;
  uint64_t ip_packets_received;
  uint64_t tcp_segments_sent;
  uint64_t tcp_segments_received;
  uint64_t fast_connections;       /* established over the fast path (a connection counts once, not once per end) */
  uint64_t fast_bytes;             /* carried by the fast path, both directions */
  uint64_t fast_direct_bytes;      /* those of fast_bytes copied once, into or out of a waiting buffer */
  uint64_t ordinary_connections;   /* established over the ordinary path */
  uint64_t ordinary_by_reason[16]; /* of these, by enum loopsock_reason */
};

/** Reads the counters.
 *
 * out  receives them; `size` must be set before the call and is left as it was. Each number is right on its own; while
 *      data flows, two of them need not belong to the same instant.
 *
 * Returns 0, or SOCKET_ERROR with
 *   WSAEFAULT  `out` is NULL or does not lie in writable memory
 *   WSAEINVAL  `out->size` is smaller than the structure
 * It needs no WSAStartup: before the first one all numbers are 0.
 *
 * Threads  any.
 * Source   ours. That ip_packets_… and tcp_segments_… stand still while a fast connection carries data is what the
 *          fast path promises; this is how to see it.
 */
int loopsock_query_counters(struct loopsock_counters* out);

/** Who may have the fast path in this process. */
enum loopsock_fast_path_policy {
  LOOPSOCK_FAST_PATH_BY_REQUEST = 0, /* sockets that ask for it; the default */
  LOOPSOCK_FAST_PATH_OFF = 1,        /* nobody; the control code still succeeds and has no effect */
  LOOPSOCK_FAST_PATH_ALWAYS = 2,     /* every TCP socket, as if each had asked: an unmodified program measured both ways */
  LOOPSOCK_FAST_PATH_FORBIDDEN = 3   /* nobody; the control code fails with WSAEACCES */
};

/** Sets the policy of the process, for connections established from now on. Those that exist stay as they are.
 *
 * policy  one of the four. The environment variable LOOPSOCK_FAST_PATH (off, always or forbidden) gives the policy
 *         that a process starts with; a call of this function overrides it.
 *
 * Returns 0, or SOCKET_ERROR with
 *   WSAEINVAL  `policy` is none of the four
 * It needs no WSAStartup, and is best called before the first one.
 *
 * Threads  any.
 * Source   ours.
 */
int loopsock_set_fast_path_policy(enum loopsock_fast_path_policy policy);

#ifdef __cplusplus
} /* extern "C" */
#endif
