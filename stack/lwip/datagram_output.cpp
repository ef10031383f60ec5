// datagram_output: see the header.
#include "stack/lwip/datagram_output.hpp"

#include <lwip/ip.h>
#include <lwip/netif.h>

#include <cstring>

#include "stack/lwip/routes.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {
namespace {

netif* loopback_link() noexcept {
  netif* link;
  NETIF_FOREACH(link) {
    if (links::is_loopback(*link)) return link;
  }
  return nullptr;
}

}  // namespace

outlet outlet_to(const ip_addr_t& local, const ip_addr_t& remote) noexcept {
  outlet way;
  const bool multicast = ip_addr_ismulticast(&remote);
  const bool from_loopback = ip_addr_isloopback(&local);
  way.link = multicast && from_loopback ? loopback_link() : route_to(local, remote);
  if (way.link == nullptr && multicast) way.link = loopback_link();
  if (way.link == nullptr) return way;
  way.loopback = links::is_loopback(*way.link);

  if (!ip_addr_isany(&local) && !ip_addr_ismulticast(&local)) {
    // The address that the port is bound to, also where lwIP would insist on the link's own: 127.0.0.9 is loopback's too.
    way.source = local;
    if (from_loopback && !way.loopback) way.link = nullptr;
    return way;
  }
  const ip_addr_t* own = ip_netif_get_local_ip(way.link, &remote);
  if (own == nullptr) {
    way.link = nullptr;
  } else {
    way.source = *own;
  }
  return way;
}

netif* link_with(const ip_addr_t& address) noexcept {
  if (ip_addr_isloopback(&address)) return loopback_link();
  netif* link;
  NETIF_FOREACH(link) {
    const bool has = IP_IS_V6_VAL(address) ? netif_get_ip6_addr_match(link, ip_2_ip6(&address)) >= 0
                                           : ip4_addr_cmp(ip_2_ip4(&address), netif_ip4_addr(link)) != 0;
    if (has) return link;
  }
  return nullptr;
}

pbuf* gather(const_buffers from, pbuf_layer headroom) noexcept {
  pbuf* packet = pbuf_alloc(headroom, static_cast<u16_t>(total_size(from)), PBUF_RAM);
  if (packet == nullptr) return nullptr;
  auto* at = static_cast<std::byte*>(packet->payload);
  for (const const_buffer& piece : from) {
    if (piece.size == 0) continue;
    std::memcpy(at, piece.data, piece.size);
    at += piece.size;
  }
  return packet;
}

}  // namespace loopsock::lwip
