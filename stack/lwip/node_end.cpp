// node_end: what is left in lwIP when a node goes: connections that linger, the ports of lwIP's own, timers, neighbours.
//
// Its sockets are closed already. What is reset here sends its resets into links that lead nowhere any more.
#include <lwip/dns.h>
#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/raw.h>
#include <lwip/udp.h>

#include <algorithm>

#include "stack/lwip/core_lock.hpp"
#include "stack/lwip/own_address.hpp"
#include "stack/lwip/parked_pcbs.hpp"
#include "stack/lwip/pcb_index.hpp"
#include "stack/lwip/port_unreachable.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

constexpr int longest_reassembly = std::max<int>(IP_REASS_MAXAGE, IPV6_REASS_MAXAGE);

}  // namespace

void free_state_of(node& ended) noexcept {
  if (!ended.started) return;
  drop_everything(ended);
  deferred work;
  {
    const core_guard core(work, ended);
    wake_all_parked();
    while (tcp_active_pcbs != nullptr) tcp_abort(tcp_active_pcbs);
    while (tcp_tw_pcbs != nullptr) tcp_abort(tcp_tw_pcbs);
    // Fragments that wait for more: their clock runs out.
    for (int seconds = 0; seconds <= longest_reassembly; ++seconds) {
      ip_reass_tmr();
      ip6_reass_tmr();
    }
  }
  const plain_core_lock lock(ended);
  while (netif_list != nullptr) netif_remove(netif_list);
  links::drop_queued();
  free_own_links();
  forget_port_unreachable();
  free_pcb_index();
  while (udp_pcbs != nullptr) udp_remove(udp_pcbs);  // the resolver's
}

}  // namespace loopsock::lwip
