// lwip_hooks: what lwIP asks us, answered; see lwip_hooks.h and arch/cc.h. Each finds the object concerned and hands on.
#include "stack/lwip/lwip_hooks.h"

#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <cstdio>
#include <cstdlib>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/initial_sequence.hpp"
#include "stack/lwip/packet_tuple.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/tcp_listener_impl.hpp"
#include "stack/lwip/tcp_stream_impl.hpp"
#include "stack/netif/loopback.hpp"

using namespace loopsock;

extern "C" {

u32_t loopsock_hook_tcp_isn(const ip_addr_t* local_ip, u16_t local_port, const ip_addr_t* remote_ip,
                            u16_t remote_port) {
  return lwip::initial_sequence(*local_ip, local_port, *remote_ip, remote_port);
}

err_t loopsock_hook_tcp_inpacket(tcp_pcb* pcb, tcp_hdr* hdr, u16_t optlen, u16_t opt1len, u8_t* opt2, pbuf* p) {
  if (pcb->state == LISTEN) return lwip::tcp_listener_impl::of(*pcb).before_segment(*hdr, optlen, opt1len, opt2);
  if (pcb->state == TIME_WAIT) return ERR_OK;
  if (auto* stream = lwip::tcp_stream_impl::of(*pcb)) {
    stream->before_acknowledgement(*hdr, optlen, opt1len, opt2);
    stream->before_segment(*hdr, p->tot_len);
  }
  return ERR_OK;
}

u32_t* loopsock_hook_tcp_out(pbuf* p, tcp_hdr* hdr, const tcp_pcb* pcb, u32_t* opts) {
  links::note_window(nullptr, 0);
  if (pcb == nullptr || pcb->state == LISTEN) return opts;
  if (auto* stream = lwip::tcp_stream_impl::of(*pcb)) stream->before_sending(*p, *hdr);
  return opts;
}

int loopsock_hook_ip4_input(const pbuf* p) {
  lwip::wake_for(lwip::tuple_of_ip4(*p));
  return 0;
}

int loopsock_hook_ip6_input(const pbuf* p) {
  lwip::wake_for(lwip::tuple_of_ip6(*p));
  return 0;
}

uint32_t loopsock_hook_rand(void) { return lwip::random_number(); }

void loopsock_hook_assert(const char* message, const char* file, int line) {
  std::fprintf(stderr, "loopsock: lwIP found that \"%s\" does not hold (%s:%d)\n", message, file, line);
  std::abort();
}

void loopsock_hook_assert_core_locked(void) {
  if (!lwip::core_is_locked()) loopsock_hook_assert("the core lock is held", "lwIP", 0);
}

}  // extern "C"
