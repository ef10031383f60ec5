// lwipopts: how lwIP is built into loopsock, every choice with its reason. What is not named here keeps lwIP's default.
//
// lwIP turns these numbers into the layout of its structures, so only files compiled with this very header (stack/lwip, stack/netif) may
// include lwIP's. All options exist in 2.1.3 and 2.2.1 alike, unless a comment says otherwise.
#pragma once

// ---- The shape: no OS layer, the raw API, one lock of ours around everything ----------------------------------------------------------

#define NO_SYS 1                   // no mailboxes, no threads of lwIP's own: whoever calls in does the work
#define SYS_LIGHTWEIGHT_PROT 0     // the core lock is held whenever lwIP runs, so lwIP need not lock again
#define LWIP_NETCONN 0             // both need threads
#define LWIP_SOCKET 0
#define LWIP_TIMERS 1              // the functions that it wants called are called by us (timers.cpp), each while it has something to do;
#define LWIP_TIMERS_CUSTOM 1       // the time enters there and through sys_now()
#define LWIP_CALLBACK_API 1
#define LWIP_HOOK_FILENAME "stack/lwip/lwip_hooks.h"
// lwIP's ip4.h asks whether there is this one before it has read that file.
#define LWIP_HOOK_IP4_ROUTE_SRC(from, to) (loopsock_outside_links != 0 ? loopsock_hook_ip4_route((from), (to)) : NULL)

#ifndef NDEBUG
#define LWIP_ASSERT_CORE_LOCKED() loopsock_hook_assert_core_locked()
#else
#define LWIP_NOASSERT 1
#endif

// ---- Memory: malloc, no pools. Bounds are ours, per socket --------------------------------------------------------------------------

#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1          // pcbs are never recycled early, then: TIME_WAIT and the like are counted by our registry
#define MEM_ALIGNMENT 8            // what the largest member of lwIP's structures asks for on a 64-bit machine
#define LWIP_PBUF_REF_T u16_t      // the default u8_t overflows when wrappers (capture, faults) hold many references
#define LWIP_SUPPORT_CUSTOM_PBUF 1 // a pbuf may end in memory of ours
#define PBUF_POOL_BUFSIZE 1664     // only a TAP's driver fills pool buffers: one Ethernet frame with room in front. By default one
                                   // would be as large as TCP_MSS

// ---- Protocols --------------------------------------------------------------------------------------------------------------------

#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_TCP 1
#define LWIP_UDP 1
#define LWIP_RAW 1
#define LWIP_ICMP 1
#define LWIP_DNS 1                 // queries through a TAP; names of this machine never get so far
#define LWIP_ARP 1                 // a TAP speaks Ethernet
#define LWIP_ETHERNET 1
#define LWIP_DHCP 1                // on a TAP that is told to; elsewhere addresses are given by the program
#define LWIP_DHCP_DOES_ACD_CHECK 0 // 2.2's way to ask whether anybody has the address: six seconds. 2.1.3 asks once, by ARP
#define LWIP_AUTOIP 0
#define LWIP_IPV6_DHCP6 0
#define LWIP_IGMP 1                // lwIP takes in multicast only for groups it knows, on loopback too. Both bring a 100 ms timer that
#define LWIP_IPV6_MLD 1            // never rests by itself; whoever drives the timers lets it rest while no real link is there
#define PPP_SUPPORT 0

#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 1  // of those that a TAP makes for itself; one that the program gives is valid at once
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS DNS_MAX_SERVERS  // router advertisements name servers too
#define ARP_QUEUEING 1             // a large datagram is many fragments, which wait together for their first neighbour's address
#define ARP_QUEUE_LEN 64
#define ARP_TABLE_SIZE 16
#define LWIP_ND6_NUM_NEIGHBORS 16
#define LWIP_ND6_NUM_DESTINATIONS 16
#define LWIP_NETIF_STATUS_CALLBACK 1  // whoever waits for an address hears of it
#define IP_FORWARD 0
#define LWIP_IPV6_FORWARD 0
#define IP_FRAG 1                  // UDP datagrams of up to 65507 bytes over a 1500-byte link
#define IP_REASSEMBLY 1
#define LWIP_IPV6_FRAG 1
#define LWIP_IPV6_REASS 1
#define IPV6_FRAG_COPYHEADER 1     // the 8 bytes of the fragment header have no room for a 64-bit pointer
#define IP_REASS_MAX_PBUFS 256     // five datagrams of 45 fragments; the default of 10 holds none of 64 KB
#define MEMP_NUM_REASSDATA 8

#define DNS_TABLE_SIZE 16
#define DNS_MAX_SERVERS 4
// An answer is used once: lwIP would keep one address of it, and its clock rests with the other timers while nobody needs them.
#define DNS_MAX_TTL 0
// Each query goes out from a random port. lwIP does not ask our registry for it, which gives out the ports from 49152 on.
#define DNS_PORT_ALLOWED(port) ((port) >= 1024 && (port) < 49152)

// ---- Links ------------------------------------------------------------------------------------------------------------------------

// Loopback is a netif of ours (stack/netif), which hands the sender's pbuf over without a copy. lwIP's own copies every packet.
#define LWIP_HAVE_LOOPIF 0
#define LWIP_NETIF_LOOPBACK 0
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1   // none is made or checked on loopback, all are on a TAP and under a capture
#define LWIP_NUM_NETIF_CLIENT_DATA 1     // one pointer for a wrapper (capture, faults)

// ---- TCP: windows and segments ------------------------------------------------------------------------------------------------------

// The ceiling of a socket's receive window. Each socket lowers its own to its SO_RCVBUF (65536 by default).
#define LWIP_WND_SCALE 1
#define TCP_WND (1024 * 1024)
#define TCP_RCV_SCALE 5            // the least that fits: 0xFFFF << 4 is 16 bytes short of 1 MiB. Windows move in steps of 32 bytes

// How much one connection may have queued inside lwIP; SO_SNDBUF bounds it lower. tcp_sndbuf() still reports 65535 at most.
#define TCP_SND_BUF (1024 * 1024)

// Half of the default receive buffer, because a sender waits until a whole segment fits the window. Tried through a copying loopback on a
// busy 2-core machine, receiver discarding: 16 KB gave 15-18 GB/s, 32 KB 20-22, 64 KB 12-22; and 64 KB stood still (for the persist timer)
// with a window of 64 KB and writes of 32 KB. A TAP's MTU lowers it to 1460 there.
#define TCP_MSS 32768

// Bytes alone do not bound memory when writes are tiny, so pbufs are bounded too: the sending socket sees WSAEWOULDBLOCK at either limit.
// At least 2 * TCP_SND_BUF / TCP_MSS = 64 are needed for full segments; 4096 one-byte writes come to some 700 KB (reckoned).
#define TCP_SND_QUEUELEN 4096

// Room added to a small segment for the next small write. The default, TCP_MSS, would take 32 KB for one byte.
#define TCP_OVERSIZE 2048

// Every widening of the window that passes silly-window avoidance is told at once. The default is 128 KB of widening, which a socket
// with a 64 KB window never reaches: its peer would wait for the persist timer.
#define TCP_WND_UPDATE_THRESHOLD 1

// Two of lwIP's checks serve its socket layer, which is not built: TCP_SNDLOWAT must lie 4 * MSS below 65535, and from 2.2 on the MSS
// below 16383. The others are repeated here.
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1
#if TCP_SND_BUF < 2 * TCP_MSS || TCP_SND_QUEUELEN < 2 * (TCP_SND_BUF / TCP_MSS) || TCP_WND < 2 * TCP_MSS
#error "loopsock: TCP_SND_BUF, TCP_SND_QUEUELEN and TCP_WND must hold two full segments"
#endif

// ---- TCP: behaviour -----------------------------------------------------------------------------------------------------------------

#define TCP_QUEUE_OOSEQ 1          // a wire that reorders must not cost a retransmission each time
#define LWIP_TCP_SACK_OUT 1        // tells a real peer which segments came; nothing is sent while nothing is lost
#define LWIP_TCP_TIMESTAMPS 0      // 12 bytes in each segment for a clock coarser than loopback's round trip
#define LWIP_TCP_KEEPALIVE 1       // per-socket idle, interval and count (SIO_KEEPALIVE_VALS)
#define TCP_LISTEN_BACKLOG 1       // lets accept be delayed and counted. The queue proper is ours: lwIP's stops at 255 and drops SYNs
#define LWIP_TCP_PCB_NUM_EXT_ARGS 1      // our socket, and the passive_open call that sets a new pcb's window
#define SO_REUSE 1                 // our registry decides who may bind; lwIP must not object
#define SO_REUSE_RXTOALL 1         // broadcasts reach every UDP socket bound to the port, as on Windows
#define IP_SOF_BROADCAST 1         // SO_BROADCAST is asked for before sending, not before receiving
#define IP_SOF_BROADCAST_RECV 0

// ---- TCP: time ----------------------------------------------------------------------------------------------------------------------

// Delayed ACKs wait for one tick, retransmission and persist timers count in two. At lwIP's 250 ms a retransmission timer has steps of
// half a second; at 100 ms an ACK is late by 100 ms at most and a retransmission comes after 200 ms, which is Linux's minimum. Ten
// ticks a second are run only while an ordinary connection exists.
#define TCP_TMR_INTERVAL 100

// TIME_WAIT lasts two of these: 4 s is longer than the first retransmission timeouts (1 s, and 2 s after it), so that a lost ACK of a FIN
// gets its second chance, and short enough that a busy loopback client does not run out of ports. No link of ours keeps a segment alive
// for longer. RFC 9293's two minutes are for the internet of 1981. (LAST_ACK lasts as long as it needs: timers.cpp.)
#define TCP_MSL 2000UL

// What 2.1.3 has built in. lwIP does not double it for a SYN, and gives a connect up a tick after the last: seven times 3 s make that 21 s,
// as on Windows; the 1 s of 2.2 would make it 7.
#define LWIP_TCP_RTO_TIME 3000
#define TCP_SYNMAXRTX 7

// ---- Counters -----------------------------------------------------------------------------------------------------------------------

// lwip_stats.ip, .ip6 and .tcp have .xmit and .recv, 32 bits wide with the "large" option (16 without): the packet and segment counters
// that <loopsock/path.h> reports. tcp.xmit counts every segment, ACKs and resets included; mib2 knows retransmissions and resets.
#define LWIP_STATS 1
#define LWIP_STATS_LARGE 1
#define LINK_STATS 0
#define ETHARP_STATS 0
#define IP_STATS 1
#define IPFRAG_STATS 1             // a count that has moved tells that fragments wait (timers.cpp)
#define ICMP_STATS 0
#define UDP_STATS 0
#define TCP_STATS 1
#define MEM_STATS 0                // would put a header in front of every allocation
#define MEMP_STATS 0
#define SYS_STATS 0
#define IP6_STATS 1
#define ICMP6_STATS 0
#define IP6_FRAG_STATS 1
#define ND6_STATS 0
#define MIB2_STATS 1
