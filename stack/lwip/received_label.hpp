// received_label: what the headers of the packet that lwIP is just handing up say about it.
//
// Threads  only inside a receive callback of lwIP, with the core lock.
#pragma once

#include <lwip/ip.h>

#include "stack/lwip/datagram_queue.hpp"
#include "stack/lwip/ip_convert.hpp"

namespace loopsock::lwip {

inline datagram_label label_of_current_packet(const ip_addr_t& from, std::uint16_t port) noexcept {
  datagram_label label;
  label.from = {from_lwip(from), port};
  label.to = from_lwip(*ip_current_dest_addr());
  label.hop_limit = ip_current_is_v6() ? IP6H_HOPLIM(ip6_current_header()) : IPH_TTL(ip4_current_header());
  return label;
}

}  // namespace loopsock::lwip
