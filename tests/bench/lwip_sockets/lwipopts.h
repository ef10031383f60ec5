/* lwipopts: lwIP with its socket layer, set up as fast as it goes without changing it. A peer that is slowed down by its configuration would
 * prove nothing, so every choice here is meant to be the quick one. What is not named keeps lwIP's default.
 */
#pragma once

/* The shape: one thread of lwIP's own, callers take its lock and do the work themselves where they can. */
#define NO_SYS 0
#define LWIP_NETCONN 1
#define LWIP_SOCKET 1
#define LWIP_TCPIP_CORE_LOCKING 1      /* send runs in the caller's thread, without a message to lwIP's thread */
#define LWIP_TCPIP_CORE_LOCKING_INPUT 1
#define SYS_LIGHTWEIGHT_PROT 1
#define LWIP_COMPAT_SOCKETS 0          /* lwip_send() and the like; `send` is somebody else's */
#define LWIP_POSIX_SOCKETS_IO_NAMES 0
#define LWIP_SOCKET_SELECT 0
#define LWIP_SOCKET_POLL 0
#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_ERRNO_STDINCLUDE 1
#define LWIP_NOASSERT 1

/* Loopback is lwIP's own: each packet is copied once and then fed in by lwIP's thread. */
#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_LOOPBACK_MAX_PBUFS 0      /* no bound, hence no loss */

/* Nothing damages a packet on its way, so no checksum is made or looked at. */
#define CHECKSUM_GEN_IP 0
#define CHECKSUM_GEN_TCP 0
#define CHECKSUM_GEN_ICMP 0
#define CHECKSUM_CHECK_IP 0
#define CHECKSUM_CHECK_TCP 0
#define CHECKSUM_CHECK_ICMP 0
#define LWIP_CHECKSUM_ON_COPY 0

/* IPv4 and TCP, nothing else that would have to be asked for each packet. */
#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_TCP 1
#define LWIP_UDP 0
#define LWIP_RAW 0
#define LWIP_ICMP 1
#define LWIP_ARP 0
#define LWIP_ETHERNET 0
#define LWIP_DHCP 0
#define LWIP_DNS 0
#define LWIP_IGMP 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_STATS 0

/* Memory from malloc, whose per-thread caches are quicker than lwIP's pools under a lock, and which does not run out. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 8
#define MEMP_NUM_NETCONN 64            /* with malloc this bounds the sockets alone */
#define PBUF_POOL_BUFSIZE 1664         /* not used on loopback; the default would follow TCP_MSS */

/* TCP: windows of 256 KB and segments of 16 KB: a 64 KiB write is four packets, and two such writes are on their way. The send buffer is half
 * the window on purpose. With a send buffer of 256 KB, every tenth of 120 streams of 64 MB stood still for a second or more at its end, which
 * looks like lwIP's persist timer; with 128 KB none of 200 did, and they were no slower (1.7 GB/s on a busy 2-core machine). Segments of 32 KB
 * bring the stops back.
 */
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3                /* 0xFFFF << 3 is nearly 512 KB */
#define TCP_MSS 16384
#define TCP_WND (256 * 1024)
#define TCP_SND_BUF (128 * 1024)
#define TCP_SND_QUEUELEN 1024
#define TCP_OVERSIZE 1024              /* the default, TCP_MSS, would fetch 16 KB for each 64-byte message */
#define TCP_QUEUE_OOSEQ 0              /* loopback keeps the order */
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1 /* TCP_SNDLOWAT, which only select() uses, is to lie 4 * TCP_MSS below 65535 */

/* Mailboxes that a full window of small segments does not fill. */
#define TCPIP_MBOX_SIZE 4096
#define DEFAULT_TCP_RECVMBOX_SIZE 4096
#define DEFAULT_ACCEPTMBOX_SIZE 16
#define TCPIP_THREAD_NAME "lwip"
