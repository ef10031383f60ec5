// own_header: see the header.
#include "stack/lwip/own_header.hpp"

#include <lwip/inet_chksum.h>
#include <lwip/prot/ip4.h>

#include "stack/base/node_state.hpp"

namespace loopsock::lwip {

bool complete_own_header(pbuf& packet, const ip_addr_t& source) noexcept {
  if (packet.len < IP_HLEN) return false;
  auto* header = static_cast<ip_hdr*>(packet.payload);
  const auto header_bytes = static_cast<u16_t>(IPH_HL_BYTES(header));
  if (IPH_V(header) != 4 || header_bytes < IP_HLEN || header_bytes > packet.len) return false;

  IPH_LEN_SET(header, lwip_htons(packet.tot_len));
  if (header->src.addr == 0) header->src.addr = ip_2_ip4(&source)->addr;
  // Only fragments need an identification that differs; counting is enough, and 0 means "you choose".
  LOOPSOCK_NODE_STATE static u16_t next_identification = 0;
  if (IPH_ID(header) == 0) IPH_ID_SET(header, lwip_htons(++next_identification));
  IPH_CHKSUM_SET(header, 0);
  IPH_CHKSUM_SET(header, inet_chksum(header, header_bytes));
  return true;
}

}  // namespace loopsock::lwip
