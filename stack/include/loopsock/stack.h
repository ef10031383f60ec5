/* stack: what a program tells the stack as a whole: start and stop, names, addresses, DNS servers. For C (C99 and later) and
 * C++. None of it is needed for loopback: WSAStartup starts the stack, and 127.0.0.0/8 and ::1 are there from the start.
 *
 *   loopsock_add_address("10.77.0.1");              sockets bind to it and connect to it
 *   loopsock_add_host("server.test", "10.77.0.1");  getaddrinfo and gethostbyname find it
 *
 * These functions know no SOCKET and leave WSAGetLastError() alone. All names are this library's own: they exist on no other
 * system, where an administrator does what they do.
 *
 * Results  0, or one of the negative numbers below. After a failure everything is as it was.
 * Threads  every function may be called from any thread at any time, but for loopsock_start() and loopsock_stop() from within a
 *          callback.
 * Memory   texts are copied; the library keeps no pointer to them.
 * Life     names, addresses and servers may be set before the first start and outlive the last stop. They end with the process.
 */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the functions below return. */
enum loopsock_result {
  LOOPSOCK_OK = 0,
  LOOPSOCK_BAD_ARGUMENT = -1, /* a NULL pointer, a text that cannot be understood, a number out of its range */
  LOOPSOCK_NO_MEMORY = -2,    /* no memory, no thread, or a limit of the stack is reached */
  LOOPSOCK_EXISTS = -3,       /* it is there already */
  LOOPSOCK_NOT_FOUND = -4,    /* it is not there */
  LOOPSOCK_NOT_STARTED = -5,  /* stopped more often than started, or not running */
  LOOPSOCK_TIMED_OUT = -6,    /* it did not happen in time */
  LOOPSOCK_DENIED = -7,       /* the operating system forbids it */
  LOOPSOCK_CANNOT_WRITE = -8  /* a file cannot be written */
};

/** Starts the stack, or counts one start more when it runs. WSAStartup does the same; each start, by either, wants its own stop.
 * The Winsock functions still want a WSAStartup of their own.
 *
 * Returns 0, or
 *   LOOPSOCK_NO_MEMORY  there is no memory or no thread for the stack's timers; nothing was counted
 *
 * Threads  any, together with all others; not from within a callback of the stack. It may wait for a stop that is under way.
 * Source   ours; the counting is that of Microsoft's page on WSAStartup.
 */
int loopsock_start(void);

/** Takes one start back. The last one ends every connection with a reset, closes every socket and ends the stack's thread.
 *
 * Returns 0, or
 *   LOOPSOCK_NOT_STARTED  there was no start to take back
 *
 * Threads  any; not from within a callback of the stack. Calls that other threads are blocked in return with their error.
 * Source   ours; the counting is that of Microsoft's page on WSACleanup.
 */
int loopsock_stop(void);

/** Gives `name` an address, for getaddrinfo, gethostbyname and their kin, and the address that name for the way back. A name may
 * have several addresses, an address several names; what was added first is found first. The table comes before the hosts
 * file and the DNS; "localhost" and what ends in ".localhost" is never looked up in it. It need not be an address of this stack.
 *
 * name     1 to 255 characters; upper and lower case are the same
 * address  "10.77.0.1" or "fd00:77::1", without a scope
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  a NULL pointer, an empty or too long name, or no address
 *   LOOPSOCK_EXISTS        the name has that address already
 *   LOOPSOCK_NO_MEMORY
 *
 * Threads  any. A lookup that begins afterwards sees it.
 * Source   ours, in place of a line in the hosts file.
 */
int loopsock_add_host(const char* name, const char* address);

/** Takes all addresses away that loopsock_add_host() gave `name`.
 *
 * name  as it was added, in upper or lower case
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  `name` is NULL
 *   LOOPSOCK_NOT_FOUND     it has none
 *
 * Threads  any.
 * Source   ours.
 */
int loopsock_remove_host(const char* name);

/** Makes `address` one of the stack's own, besides loopback's. Sockets of this process bind to it and connect to it; nobody else is
 * reached through it. It is an address of this machine's own name from then on. A connection to it is no loopback connection: it
 * takes the ordinary path, with LOOPSOCK_REASON_NOT_LOOPBACK, also where both ends asked for the fast one.
 *
 * address  "10.77.0.1" or "fd00:77::1", without a scope. The operating system need not know it.
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  NULL, no address, or one that cannot be given: 0.0.0.0 and ::, 127.0.0.0/8 and ::1, multicast,
 *                          255.255.255.255, fe80::/10
 *   LOOPSOCK_EXISTS        the stack has it already
 *   LOOPSOCK_NO_MEMORY     no memory, or there are 128 of them
 *
 * Threads  any.
 * Source   ours, in place of an administrator's command. RFC 1122, 3.3.4 describes a host with several addresses.
 */
int loopsock_add_address(const char* address);

/** Takes back an address that loopsock_add_address() gave. Its TCP connections fail at both ends. Sockets that are bound to it stay
 * open, and nothing reaches them until it is added again.
 *
 * address  the address, written in whatever way
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  NULL, or no address
 *   LOOPSOCK_NOT_FOUND     it was not added
 *   LOOPSOCK_NO_MEMORY
 *
 * Threads  any.
 * Source   ours.
 */
int loopsock_remove_address(const char* address);

/** Sets the DNS servers, in place of those before. They are asked in this order, over UDP at port 53, for names that neither the
 * table nor the hosts file knows. Without servers, as at first, those that a link's
 * network told are asked (<loopsock/tap.h>); where there are none either, such names are not found, at once. A server must be
 * reachable inside this stack: a socket of this process at one of its addresses, say. The operating system's own resolver is
 * never asked.
 *
 * servers  `count` addresses as text, without a scope; NULL is allowed when there are none
 * count    0 to 4
 *
 * A server that is silent for 7 seconds gives way to the next; getaddrinfo fails with WSATRY_AGAIN when all were, and with
 * WSAHOST_NOT_FOUND when the last one asked says no. Each family brings one address at most, and no answer is kept for later.
 *
 * Returns 0, or
 *   LOOPSOCK_BAD_ARGUMENT  too many, a NULL pointer, or an address that no server has (any, multicast)
 *   LOOPSOCK_NO_MEMORY
 *
 * Threads  any. Questions that are under way turn to the new servers.
 * Source   RFC 1035, 4.2.1 and 7.2; the order and the pauses are lwIP's.
 */
int loopsock_set_dns_servers(const char* const* servers, size_t count);

/** The version of the library that was linked, as in "0.1.0".
 *
 * Returns a text that lasts as long as the process.
 *
 * Threads  any, also before everything else.
 * Source   ours: semantic versioning.
 */
const char* loopsock_version(void);

#ifdef __cplusplus
} /* extern "C" */
#endif
