/* filter: functions of yours that see, permit and block what sockets do. For C (C99 and later) and C++.
 *
 * Shaped after the layers of the Windows Filtering Platform that concern sockets:
 *
 *   connect ─► CONNECT ─► … ─► ESTABLISHED ─► STREAM (sent)      ─► carrier         the end that connects
 *   listen  ─► LISTEN  …  ACCEPT ─► ESTABLISHED ─► STREAM (received) ─► recv        the end that listens
 *
 * A filter says which layers it wants and has a function, a callout, for each. Filters are asked in the order in which they
 * were added; the first that blocks has the last word, and the others are not asked.
 *
 * A filter with LOOPSOCK_LAYER_STREAM inspects data. While there is one, new loopback connections take the ordinary path
 * (LOOPSOCK_REASON_FILTER), so that it sees everything; fast connections that exist stay as they are and stay unseen.
 *
 * Callouts  run with none of the library's locks held, on whatever thread makes the connection or its data go on: the caller of
 *           connect, send or recv, of either end, or the thread of TCP's timers. They may wait for other threads. Winsock calls
 *           on the thread of a callout answer WSAEINPROGRESS; the functions here and in <loopsock/path.h> that take no socket
 *           work. What a callout's pointers point to is good until it returns. A callout must not throw.
 * Errors    every function returns 0, or SOCKET_ERROR (-1) with the reason in WSAGetLastError().
 * Threads   every function may be called from any thread at any time, a callout's too. Callouts of different connections, and of the two
 *           directions of one, run at the same time on different threads; those of one direction of one connection do not.
 * Source    Microsoft's pages on the ALE layers, on TCP packet flows and on FWPS_STREAM_CALLOUT_IO_PACKET0; the names are ours.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifndef _WINSOCK2API_
typedef uintptr_t SOCKET; /* as in <loopsock/path.h> */
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct sockaddr; /* Winsock's, not the operating system's */

/** Where a filter is asked. Bits, for loopsock_filter::layers. */
enum loopsock_layer {
  LOOPSOCK_LAYER_CONNECT = 1,      /* a connect is about to begin; or a datagram is about to be sent */
  LOOPSOCK_LAYER_LISTEN = 2,       /* a socket is about to become a listener */
  LOOPSOCK_LAYER_ACCEPT = 4,       /* somebody asks a listener for a connection, and has no answer yet */
  LOOPSOCK_LAYER_ESTABLISHED = 8,  /* a connection exists; told once for each end */
  LOOPSOCK_LAYER_STREAM = 16,      /* bytes of a connection, or its end */
  LOOPSOCK_LAYER_FAST_PATH = 32    /* SIO_LOOPBACK_FAST_PATH is called on a TCP socket */
};

/** What a callout answers. Anything else counts as LOOPSOCK_BLOCK. */
enum loopsock_verdict {
  LOOPSOCK_PERMIT = 0,
  /* CONNECT: the call fails with WSAEACCES. LISTEN: the same. ACCEPT: whoever asked is refused (WSAECONNREFUSED), and the listener
   * never hears of it. FAST_PATH: the control code fails with WSAEACCES. STREAM: these bytes vanish from the stream; the sender
   * counts them as sent, and what comes after closes the gap (as Windows does with FWP_ACTION_BLOCK). An end cannot vanish. */
  LOOPSOCK_BLOCK = 1,
  /* STREAM only, elsewhere as LOOPSOCK_BLOCK: the connection is reset. This end's calls answer WSAECONNABORTED, the peer's
   * WSAECONNRESET (Windows: FWPS_STREAM_ACTION_DROP_CONNECTION). */
  LOOPSOCK_DROP_CONNECTION = 2,
  /* CONNECT and LISTEN, elsewhere as LOOPSOCK_PERMIT: permitted, but not over the fast path. Connections of this socket are ordinary
   * ones with LOOPSOCK_REASON_FILTER, and SIO_LOOPBACK_FAST_PATH fails on it with WSAEACCES from now on. */
  LOOPSOCK_ORDINARY_PATH = 3
};

/** One end of a connection, or what is to become one. */
struct loopsock_flow {
  uint32_t size;                 /* of this structure; a later version may append members */
  uint32_t host;                 /* 0: the process's own host */
  uint64_t flow;                 /* from ESTABLISHED on: this end of this connection and no other, ever. Before that 0 */
  SOCKET socket;                 /* ACCEPT: the listener; FAST_PATH, CONNECT, LISTEN: the call's; later: the connected socket */
  uint32_t protocol;             /* IPPROTO_TCP, IPPROTO_UDP, … */
  uint32_t path;                 /* ESTABLISHED and STREAM: an enum loopsock_path; before that LOOPSOCK_PATH_NONE */
  const struct sockaddr* local;  /* a sockaddr_in or sockaddr_in6. CONNECT of an unbound socket: port 0, the stack has not chosen yet */
  const struct sockaddr* remote; /* the same. NULL: there is none (LISTEN, FAST_PATH) */
  uint32_t local_bytes;          /* the lengths of both */
  uint32_t remote_bytes;
};

enum loopsock_stream_flag {
  LOOPSOCK_STREAM_SENT = 1,   /* this end sends; without it, this end receives */
  LOOPSOCK_STREAM_URGENT = 2, /* the last byte is urgent (MSG_OOB) */
  LOOPSOCK_STREAM_END = 4     /* the direction ends in order, no bytes. A reset is not told */
};

/** A piece of one direction of a connection. Pieces come in order; where they are cut means nothing. There is a gap where a filter that was
 * added earlier has blocked something, and `offset` tells. */
struct loopsock_stream_data {
  uint32_t size;
  uint32_t flags;   /* of enum loopsock_stream_flag */
  uint64_t offset;  /* of the first byte, in what this end has sent (SENT) or what has arrived, from 0 */
  const void* data;
  size_t length;
};

/** A filter. A layer whose bit is set needs its callout; callouts of other layers are not looked at. */
struct loopsock_filter {
  uint32_t size;   /* in: sizeof(struct loopsock_filter) */
  uint32_t layers; /* of enum loopsock_layer; at least one */
  void* context;   /* handed to every callout */
  enum loopsock_verdict (*connect)(void* context, const struct loopsock_flow* flow);
  enum loopsock_verdict (*listen)(void* context, const struct loopsock_flow* flow);
  enum loopsock_verdict (*accept)(void* context, const struct loopsock_flow* flow);
  void (*established)(void* context, const struct loopsock_flow* flow);
  enum loopsock_verdict (*stream)(void* context, const struct loopsock_flow* flow, const struct loopsock_stream_data* data);
  enum loopsock_verdict (*fast_path)(void* context, const struct loopsock_flow* flow);
  /* Not NULL: called once, after the filter was removed and its last callout has returned: `context` may be freed there. */
  void (*released)(void* context);
};

/** Names a filter until it is removed. Never 0, and never given out twice. */
typedef uint64_t loopsock_filter_id;

/** Adds a filter. It is asked about everything that begins after this returns.
 *
 * filter  copied; `size` must be set.
 * out     receives its name.
 *
 * STREAM shows connections that were established after the filter was added, each from its first byte; connections that had one of
 * the others' filters already, too, but none that exist now.
 *
 * Returns 0, or SOCKET_ERROR with
 *   WSAEFAULT   `filter` or `out` does not lie in the caller's memory
 *   WSAEINVAL   `size` is too small, `layers` is 0 or has unknown bits, or a callout is missing
 *   WSAENOBUFS  no memory
 * It needs no WSAStartup. A filter stays until it is removed; WSACleanup does not end it.
 */
int loopsock_add_filter(const struct loopsock_filter* filter, loopsock_filter_id* out);

/** Removes a filter. When this returns none of its callouts runs and none will run again, and `released` has been called.
 *
 * From inside a callout (of whichever filter) it does not wait, since it would wait for itself: no callout begins any more, and
 * `released` tells when the last has ended.
 *
 * Connections whose data it saw stay on the ordinary path, and go on.
 *
 * Returns 0, or SOCKET_ERROR with
 *   WSAEINVAL  there is no such filter, or it was removed already
 */
int loopsock_remove_filter(loopsock_filter_id filter);

#ifdef __cplusplus
} /* extern "C" */
#endif
