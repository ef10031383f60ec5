// received_label: what the headers of the packet that lwIP is just handing up say about it.
//
// Threads  only inside a receive callback of lwIP, with the core lock.
#pragma once

#include <lwip/ip.h>
#include <lwip/netif.h>

#include "stack/base/datagram_label.hpp"
#include "stack/lwip/ip_convert.hpp"

namespace loopsock::lwip {

inline datagram_label label_of_current_packet() noexcept {
  datagram_label label;
  label.to = from_lwip(*ip_current_dest_addr());
  label.link = netif_get_index(ip_current_input_netif());
  label.broadcast = ip_addr_isbroadcast(ip_current_dest_addr(), ip_current_netif()) != 0;
  if (ip_current_is_v6()) {
    label.hop_limit = IP6H_HOPLIM(ip6_current_header());
    label.traffic_class = static_cast<std::uint8_t>(IP6H_TC(ip6_current_header()));
  } else {
    label.hop_limit = IPH_TTL(ip4_current_header());
    label.traffic_class = IPH_TOS(ip4_current_header());
  }
  return label;
}

}  // namespace loopsock::lwip
