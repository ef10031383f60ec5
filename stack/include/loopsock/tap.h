/* tap: links from the stack to the network outside, through TAP interfaces of the operating system. For C (C99 and later) and C++.
 *
 *   struct loopsock_tap_options with = {0};
 *   with.size = sizeof with;
 *   with.name = "tap0";
 *   with.ipv4 = "10.9.0.2/24";
 *   with.gateway4 = "10.9.0.1";
 *   int link = loopsock_add_tap(&with);
 *
 * From then on the stack is a host of its own on that Ethernet, with a MAC address of its own: sockets of this process bind to its
 * addresses, and others reach them there. The machine around it is one neighbour of many. docs/outside.md tells how to set one up.
 *
 * For a program that shall not know of this, the variable LOOPSOCK_TAP in its environment does the same when the stack first starts:
 *
 *   LOOPSOCK_TAP=tap0,dhcp
 *   LOOPSOCK_TAP=tap0,10.9.0.2/24,10.9.0.1,fd00:9::2/64,dns=10.9.0.1
 *
 * The name comes first; then, in any order, `dhcp`, `slaac`, an address with its prefix, a gateway (an address without one), `dns=` and a
 * server, several times if need be. With dhcp or slaac the start waits until there is an address, ten seconds at most. What cannot be
 * understood or done is said in one line on standard error, and the program runs without the link.
 *
 * Results  a number from 1 on or 0, or one of enum loopsock_result of <loopsock/stack.h>. After a failure everything is as it was.
 * Threads  every function may be called from any thread, but not from within a callback of the stack.
 * Memory   texts are copied; the library keeps no pointer to them.
 * Life     a link may be added before the first start and outlives the last stop; it carries frames between a start and a stop.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <loopsock/stack.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a link gets its addresses, besides those that are given. */
enum loopsock_tap_flags {
  LOOPSOCK_TAP_DHCP = 1, /* an IPv4 address, gateway and DNS servers by DHCP (RFC 2131); not together with `ipv4` */
  LOOPSOCK_TAP_SLAAC = 2 /* IPv6 addresses from router advertisements (RFC 4862), DNS servers with them (RFC 8106) */
};

/** What loopsock_add_tap() is told. All zero but `size` and `name` is a link with a link-local IPv6 address alone. */
struct loopsock_tap_options {
  uint32_t size;        /* in: sizeof(struct loopsock_tap_options) */
  uint32_t flags;       /* of enum loopsock_tap_flags */
  const char* name;     /* the interface, 1 to 15 characters; NULL: `descriptor` is used */
  int32_t descriptor;   /* where `name` is NULL: an open descriptor that keeps frames apart, such as a TAP that somebody with the right
                           to opened, or one of a pair of sockets (SOCK_SEQPACKET tells when the other is closed). The library closes
                           it, unless the call fails */
  uint32_t mtu;         /* bytes behind the frame's header, 68 to 65521; 0: the interface's own, 1500 for a descriptor */
  const char* ipv4;     /* "10.9.0.2/24", or NULL */
  const char* gateway4; /* "10.9.0.1", or NULL; only with `ipv4` */
  const char* ipv6;     /* "fd00:9::2/64", or NULL; the prefix is 64 (the whole of it is near) or 128 (nothing is) */
  const char* gateway6; /* "fe80::1", or NULL: routers that advertise themselves */
  uint8_t mac[6];       /* all zero: the interface's own with its last bit turned, marked as given locally; random for a descriptor */
};

/** Makes a link. The interface is opened, or made where there is none of that name and the process has the right to (on Linux:
 * CAP_NET_ADMIN), and brought up where it may be. The oldest link is the default route.
 *
 * An address that is given holds at once. The addresses that a link makes for itself are first checked against its neighbours, and DHCP
 * takes as long as its server: loopsock_wait_for_tap() waits for them.
 *
 * options  see above
 *
 * Returns the number of the link, from 1 on, or
 *   LOOPSOCK_BAD_ARGUMENT  NULL; a size too small; a text that is no address, or no host's; a prefix out of its range; IPv6 over an MTU
 *                          below 1280; a descriptor that is none
 *   LOOPSOCK_DENIED        the operating system forbids it to this process
 *   LOOPSOCK_EXISTS        another program uses the interface, or it is none of the kind
 *   LOOPSOCK_NOT_FOUND     the machine has no TAP interfaces
 *   LOOPSOCK_NO_MEMORY     no memory, no thread, or there are too many links
 *
 * Threads  any.
 * Source   ours, in place of an administrator's commands.
 */
int loopsock_add_tap(const struct loopsock_tap_options* options);

/** Takes a link away. Its lease is given back, the TCP connections of its addresses fail, the interface is closed (and is gone, if this
 * library made it). Sockets that are bound to its addresses stay open, and nothing reaches them.
 *
 * link  as loopsock_add_tap() returned it
 *
 * Returns 0, or
 *   LOOPSOCK_NOT_FOUND  there is no such link
 *
 * Threads  any; it waits for the stack's thread to be done with the link.
 * Source   ours.
 */
int loopsock_remove_tap(int link);

/** An address of a link. */
struct loopsock_tap_address {
  char text[46];   /* "10.9.0.2" or "fd00:9::2", ended by a zero byte; without a scope */
  uint8_t prefix;  /* how many of its bits name the network */
  uint8_t dynamic; /* 1: DHCP's, or made from a router's prefix or the MAC address; 0: given */
};

/** What loopsock_query_tap() tells. */
struct loopsock_tap_info {
  uint32_t size;                            /* in: sizeof(struct loopsock_tap_info) */
  uint32_t up;                              /* 1, or 0 when the interface was deleted */
  char name[16];                            /* empty for a descriptor */
  uint8_t mac[6];                           /* the stack's, not the machine's */
  uint16_t mtu;                             /* bytes */
  uint32_t address_count;                   /* usable ones, in `addresses`; IPv4 first, the link-local one last */
  struct loopsock_tap_address addresses[8];
  char gateway4[46], gateway6[46];          /* empty: none */
  char dns[4][46];                          /* the servers of the whole stack, in the order in which they are asked; empty: none */
  uint64_t frames_in, bytes_in;             /* since the link was made */
  uint64_t frames_out, bytes_out;
  uint64_t dropped_in;                      /* for want of memory */
  uint64_t dropped_out;                     /* for want of room, or because the interface was down */
};

/** Tells how a link is doing.
 *
 * link  as loopsock_add_tap() returned it
 * info  receives the answer; `size` must be set before the call and is left as it was
 *
 * Returns 0, or
 *   LOOPSOCK_NOT_FOUND     there is no such link
 *   LOOPSOCK_BAD_ARGUMENT  `info` is NULL, or `info->size` smaller than the structure
 *   LOOPSOCK_NO_MEMORY
 *
 * Threads  any.
 * Source   ours.
 */
int loopsock_query_tap(int link, struct loopsock_tap_info* info);

/** What to wait for. */
enum loopsock_tap_wait {
  LOOPSOCK_TAP_IPV4 = 1,      /* an IPv4 address */
  LOOPSOCK_TAP_IPV6 = 2,      /* an IPv6 address that others than neighbours can reach */
  LOOPSOCK_TAP_LINK_LOCAL = 4 /* the link-local IPv6 address */
};

/** Waits until a link has addresses.
 *
 * link         as loopsock_add_tap() returned it
 * what         of enum loopsock_tap_wait: all of these
 * timeout_ms   milliseconds; 0 only looks
 *
 * Returns 0, or
 *   LOOPSOCK_TIMED_OUT     not within that time
 *   LOOPSOCK_NOT_FOUND     there is no such link, or it was taken away meanwhile
 *   LOOPSOCK_NOT_STARTED   some are missing, and the stack is not running, so none will come
 *   LOOPSOCK_BAD_ARGUMENT  `what` is none of these
 *   LOOPSOCK_NO_MEMORY
 *
 * Threads  any; it blocks the caller alone.
 * Source   ours.
 */
int loopsock_wait_for_tap(int link, unsigned what, uint32_t timeout_ms);

#ifdef __cplusplus
} /* extern "C" */
#endif
