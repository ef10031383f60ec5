/* capture: what goes through the stack, in files that Wireshark, tshark and tcpdump read. For C (C99 and later) and C++.
 *
 *   uint32_t capture;
 *   loopsock_start_capture("net.pcapng", NULL, &capture);      everything from now on
 *   ...
 *   loopsock_stop_capture(capture);                            the file is whole
 *
 * A file shows every IP packet of the loopback link once, in the order in which they are received, with checksums; and TCP connections on the
 * fast path, which exchange no packets, as the segments that the ordinary path would have sent. They stay on the fast path, but are slower
 * meanwhile. Several captures may be under way at once. While there is none, they cost nothing.
 *
 * Without any of these functions: the environment variable LOOPSOCK_CAPTURE=file.pcapng makes the first start of the stack (WSAStartup,
 * loopsock_start) begin a capture of everything, which ends with the last stop or with the process.
 *
 * Results  0, or one of the negative numbers of <loopsock/stack.h>.
 * Threads  every function from any thread at any time, but loopsock_start_capture() and loopsock_stop_capture() not from within a callback of
 *          the stack.
 * Memory   texts and structures are the caller's and are not kept. A structure begins with its own size, which the caller fills in, so that a
 *          later version can append members and still serve programs built today.
 * Format   pcapng (the Internet-Draft "PCAP Next Generation Capture File Format"), times in nanoseconds.
 */
#pragma once

#include <stdint.h>

#include <loopsock/stack.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a capture is to hold. All zeroes, but for the size, means everything. */
struct loopsock_capture_options {
  uint32_t size;          /* in: sizeof(struct loopsock_capture_options) */
  uint32_t snap_length;   /* bytes kept of each packet, 1 to 4294967295; 0: all of it */
  uint64_t maximum_bytes; /* of the file; packets that would make it larger are left out and counted. 0: no limit */
  const char* interfaces; /* names of interfaces, parted by commas; '*' stands for any characters: "lo", "alice:*". NULL or "": all of them,
                             also those that are added later */
};

/** What a capture has done so far. */
struct loopsock_capture_counts {
  uint32_t size;     /* in: sizeof(struct loopsock_capture_counts) */
  uint32_t failed;   /* 1: the file could not be written at some time, and what came later is missing */
  uint64_t packets;  /* in the file */
  uint64_t left_out; /* not in the file, because it is full or could not be written */
  uint64_t bytes;    /* of the file */
};

/** Starts a capture into a new file; an older one of that name is overwritten. The stack need not run yet.
 *
 * path     of the file, as the C library's fopen takes it
 * options  what it is to hold; NULL: everything
 * capture  receives a number, never 0, that stands for the capture until it is stopped
 *
 * It waits for the calls on sockets that copy data this very moment. A connection that exists already is shown from here on, with the numbers that
 * it would have had by now.
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  `path` or `capture` is NULL, or the options are smaller than the structure
 *   LOOPSOCK_CANNOT_WRITE  the file cannot be opened or written
 *   LOOPSOCK_NO_MEMORY
 *
 * Threads  any; not from within a callback of the stack.
 * Source   ours.
 */
int loopsock_start_capture(const char* path, const struct loopsock_capture_options* options, uint32_t* capture);

/** Stops a capture: adds the interfaces' statistics and closes the file.
 *
 * capture  as loopsock_start_capture() gave it. It means nothing afterwards, whatever the result.
 *
 * Every packet of a call that has returned by now is in the file.
 *
 * Returns 0, or
 *   LOOPSOCK_NOT_FOUND     there is no such capture, or it was stopped
 *   LOOPSOCK_CANNOT_WRITE  the file is closed, and something is missing in it
 *
 * Threads  any; not from within a callback of the stack.
 * Source   ours.
 */
int loopsock_stop_capture(uint32_t capture);

/** Hands everything that was captured so far to the operating system, so that another program can read it. By itself that happens with
 * the first packet that comes a tenth of a second after the last time.
 *
 * capture  as loopsock_start_capture() gave it
 *
 * Returns 0, or
 *   LOOPSOCK_NOT_FOUND     there is no such capture, or it was stopped
 *   LOOPSOCK_CANNOT_WRITE  something is missing in the file
 *
 * Threads  any.
 * Source   ours.
 */
int loopsock_flush_capture(uint32_t capture);

/** Tells what a capture has done so far.
 *
 * capture  as loopsock_start_capture() gave it
 * counts   receives the answer; `size` must be set before the call and is left as it was
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  `counts` is NULL or smaller than the structure
 *   LOOPSOCK_NOT_FOUND     there is no such capture, or it was stopped
 *
 * Threads  any.
 * Source   ours.
 */
int loopsock_query_capture(uint32_t capture, struct loopsock_capture_counts* counts);

#ifdef __cplusplus
} /* extern "C" */
#endif
