// lwip_hooks: the places where lwIP asks us. lwIP includes this file through LWIP_HOOK_FILENAME; stack/lwip/*.cpp answers.
//
// Threads  called with the core lock held, from within lwIP.
// Rules    a hook changes no pcb state and calls no tcp_* function that does: lwIP is in the middle of its work. (A packet that has just
//          come finds it in the middle of nothing.)
#pragma once

#include "lwip/err.h"
#include "lwip/ip_addr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct pbuf;
struct tcp_hdr;
struct tcp_pcb;

// The first sequence number of a connection (RFC 6528). lwIP's own counts from 6510 and repeats itself. Ports are in host order.
u32_t loopsock_hook_tcp_isn(const ip_addr_t *local_ip, u16_t local_port, const ip_addr_t *remote_ip, u16_t remote_port);

// A segment has found its pcb and is about to be processed: here the URG flag and pointer are read, which lwIP ignores. `pcb` is a
// struct tcp_pcb_listen while its state is LISTEN, and may be one in TIME_WAIT. lwIP has already turned seqno, ackno and wnd of `hdr`
// into host order; urgp is still in network order. `p` holds the data behind the header and stays lwIP's.
// ERR_OK lets the segment go on; anything else drops it silently.
err_t loopsock_hook_tcp_inpacket(struct tcp_pcb *pcb, struct tcp_hdr *hdr, u16_t optlen, u16_t opt1len, u8_t *opt2, struct pbuf *p);

// A segment is about to be sent, before its checksum is made: here URG and the pointer are written into `hdr`, which is in network
// order. `pcb` may be NULL (a reset that belongs to no connection) or a struct tcp_pcb_listen. Returns `opts`, moved on by what was
// added; we add no option, so it returns `opts` as it came.
u32_t *loopsock_hook_tcp_out(struct pbuf *p, struct tcp_hdr *hdr, const struct tcp_pcb *pcb, u32_t *opts);

// How many connections lie beside lwIP's lists (parked_pcbs).
extern u32_t loopsock_parked_pcbs;

// A packet has come, and nothing in it has been checked but the version. If it is for a connection that is parked, this puts it back on
// lwIP's list. Returns 0: the packet goes on.
int loopsock_hook_ip4_input(const struct pbuf *p);
int loopsock_hook_ip6_input(const struct pbuf *p);

// Whether there are links to the outside (tap_routes), and where they lead a packet. NULL: lwIP's own rules.
extern u8_t loopsock_outside_links;
struct netif *loopsock_hook_ip4_route(const ip4_addr_t *from, const ip4_addr_t *to);
struct netif *loopsock_hook_ip6_route(const ip6_addr_t *from, const ip6_addr_t *to);
const ip6_addr_t *loopsock_hook_nd6_gateway(struct netif *link, const ip6_addr_t *to);

#ifdef __cplusplus
}
#endif

#define LWIP_HOOK_IP6_ROUTE(from, to) (loopsock_outside_links != 0 ? loopsock_hook_ip6_route((from), (to)) : NULL)
#define LWIP_HOOK_ND6_GET_GW(netif, dest) loopsock_hook_nd6_gateway((netif), (dest))

#define LWIP_HOOK_IP4_INPUT(p, inp) (loopsock_parked_pcbs != 0 && loopsock_hook_ip4_input(p))
#define LWIP_HOOK_IP6_INPUT(p, inp) (loopsock_parked_pcbs != 0 && loopsock_hook_ip6_input(p))

#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) \
  loopsock_hook_tcp_isn((local_ip), (local_port), (remote_ip), (remote_port))

#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p) \
  loopsock_hook_tcp_inpacket((pcb), (hdr), (optlen), (opt1len), (opt2), (p))

// Without LWIP_HOOK_TCP_OUT_TCPOPT_LENGTH beside it, lwIP reserves no room for options of ours, and none is needed.
#define LWIP_HOOK_TCP_OUT_ADD_TCPOPTS(p, hdr, pcb, opts) loopsock_hook_tcp_out((p), (hdr), (pcb), (opts))
