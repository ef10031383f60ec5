// wire: see the header.
#include "stack/netif/wire.hpp"

#include <lwip/ip.h>
#include <lwip/pbuf.h>

#include <array>
#include <cstring>
#include <new>

#include "stack/netif/loopback.hpp"

namespace loopsock::links {
namespace {

// The largest packet that lwIP's lengths hold.
constexpr std::size_t most_bytes = 65535;
constexpr char link_name[] = "wi";

ip6_addr_t to_ip6(const ip_address& address) noexcept {
  ip6_addr_t out;
  ip6_addr_set_zero(&out);
  std::memcpy(out.addr, address.bytes.data(), 16);
  return out;
}

/// Whether a packet is for the link's own address: it does not leave the host.
bool is_own(netif& link, const pbuf& packet) noexcept {
  const auto* const bytes = static_cast<const std::uint8_t*>(packet.payload);
  if (packet.len >= 20 && bytes[0] >> 4 == 4) return std::memcmp(bytes + 16, &netif_ip4_addr(&link)->addr, 4) == 0;
  if (packet.len < 40 || bytes[0] >> 4 != 6) return false;
  for (int place = 0; place < LWIP_IPV6_NUM_ADDRESSES; ++place) {
    if (ip6_addr_isvalid(netif_ip6_addr_state(&link, place)) &&
        std::memcmp(bytes + 24, netif_ip6_addr(&link, place)->addr, 16) == 0)
      return true;
  }
  return false;
}

}  // namespace

std::int8_t wire::set_up_link(netif* link) noexcept {
  auto* const self = static_cast<wire*>(link->state);
  link->name[0] = link_name[0];
  link->name[1] = link_name[1];
  link->mtu = self->mtu_;
#if LWIP_IPV6 && LWIP_ND6_ALLOW_RA_UPDATES
  link->mtu6 = self->mtu_;
#endif
  link->flags = NETIF_FLAG_LINK_UP | NETIF_FLAG_BROADCAST | NETIF_FLAG_IGMP;
  link->output = [](netif* on, pbuf* packet, const ip4_addr_t*) -> err_t { return send(on, packet); };
  link->output_ip6 = [](netif* on, pbuf* packet, const ip6_addr_t*) -> err_t { return send(on, packet); };
  return ERR_OK;
}

std::int8_t wire::send(netif* link, pbuf* packet) noexcept {
  auto* const self = static_cast<wire*>(link->state);
  if (is_own(*link, *packet)) {
    pbuf* const copy = pbuf_clone(PBUF_RAW, PBUF_RAM, packet);
    return copy != nullptr && loop_back(copy, *link) ? ERR_OK : ERR_MEM;
  }
  if (packet->next == nullptr) {
    self->tell_(self->owner_, {static_cast<const std::byte*>(packet->payload), packet->len});
    return ERR_OK;
  }
  static std::array<std::byte, most_bytes> flat;  // under the core lock
  const std::size_t size = pbuf_copy_partial(packet, flat.data(), packet->tot_len, 0);
  self->tell_(self->owner_, std::span(flat).first(size));
  return ERR_OK;
}

wire::~wire() { delete link_; }

bool wire::is_at(const netif& link) noexcept {
  return link.state != nullptr && link.name[0] == link_name[0] && link.name[1] == link_name[1];
}

bool wire::add(std::uint16_t mtu, sent tell, void* owner) noexcept {
  mtu_ = mtu;
  tell_ = tell;
  owner_ = owner;
  link_ = new (std::nothrow) netif{};
  if (link_ == nullptr) return false;
  if (netif_add(link_, nullptr, nullptr, nullptr, this, set_up_link, ip_input) == nullptr) return false;
  netif_set_default(link_);
  netif_set_up(link_);
#if LWIP_IPV6_SEND_ROUTER_SOLICIT
  link_->rs_count = 0;  // addresses are given
#endif
  return true;
}

bool wire::give_address(const ip_address& address, unsigned prefix_bits) noexcept {
  if (!address.is_v6()) {
    if (!ip4_addr_isany_val(*netif_ip4_addr(link_))) return false;
    ip4_addr_t own, mask, gateway;
    std::memcpy(&own.addr, address.bytes.data(), sizeof own.addr);
    ip4_addr_set_u32(&mask, lwip_htonl(prefix_bits == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix_bits)));
    ip4_addr_set_any(&gateway);
    netif_set_addr(link_, &own, &mask, &gateway);
    return true;
  }
  const ip6_addr_t own = to_ip6(address);
  for (s8_t place = address.is_link_local_v6() ? 0 : 1; place < LWIP_IPV6_NUM_ADDRESSES; ++place) {
    if (!ip6_addr_isinvalid(netif_ip6_addr_state(link_, place))) continue;
    netif_ip6_addr_set(link_, place, &own);
    netif_ip6_addr_set_state(link_, place, IP6_ADDR_PREFERRED);
    return true;
  }
  return false;
}

void wire::set_up(bool up) noexcept { up ? netif_set_link_up(link_) : netif_set_link_down(link_); }

void wire::set_mtu(std::uint16_t mtu) noexcept {
  mtu_ = link_->mtu = mtu;
#if LWIP_IPV6 && LWIP_ND6_ALLOW_RA_UPDATES
  link_->mtu6 = mtu;
#endif
}

void wire::receive(std::span<const std::byte> packet) noexcept {
  if (packet.empty() || packet.size() > most_bytes) return;
  pbuf* const taken = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(packet.size()), PBUF_RAM);
  if (taken == nullptr) return;
  std::memcpy(taken->payload, packet.data(), packet.size());
  if (link_->input(taken, link_) != ERR_OK) pbuf_free(taken);
}

}  // namespace loopsock::links
