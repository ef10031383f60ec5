// held_syn: see the header.
#include "stack/lwip/held_syn.hpp"

#include <lwip/ip.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/tcp.h>

#include <cstring>

#include "stack/lwip/ip_convert.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::lwip {

held_syn::~held_syn() {
  if (packet_ != nullptr) pbuf_free(packet_);
}

bool held_syn::copy_current(const tcp_hdr& header, const u8_t* options, u16_t options_length) noexcept {
  const u16_t ip_length = ip_current_header_tot_len();
  packet_ = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(ip_length + TCP_HLEN + options_length), PBUF_RAM);
  if (packet_ == nullptr) return false;

  const void* const ip_header = ip_current_is_v6() ? static_cast<const void*>(ip6_current_header())
                                                   : static_cast<const void*>(ip4_current_header());
  auto* to = static_cast<u8_t*>(packet_->payload);
  std::memcpy(to, ip_header, ip_length);
  // lwIP has turned these into host order.
  tcp_hdr network = header;
  network.src = lwip_htons(header.src);
  network.dest = lwip_htons(header.dest);
  network.seqno = lwip_htonl(header.seqno);
  network.ackno = lwip_htonl(header.ackno);
  network.wnd = lwip_htons(header.wnd);
  std::memcpy(to + ip_length, &network, TCP_HLEN);
  std::memcpy(to + ip_length + TCP_HLEN, options, options_length);

  local_ip_ = *ip_current_dest_addr();
  remote_ip_ = *ip_current_src_addr();
  local_port_ = header.dest;
  remote_port_ = header.src;
  sequence = header.seqno;
  link_ = ip_current_input_netif();
  return true;
}

bool held_syn::send_again() noexcept {
  pbuf* const packet = packet_;
  packet_ = nullptr;
  return links::loop_back(packet, *link_, true);
}

void held_syn::refuse() const noexcept {
  tcp_rst(nullptr, 0, sequence + 1, &local_ip_, &remote_ip_, local_port_, remote_port_);
}

bool held_syn::same_tuple(const ip_addr_t& to, const ip_addr_t& from, u16_t from_port) const noexcept {
  return remote_port_ == from_port && ip_addr_cmp(&local_ip_, &to) && ip_addr_cmp(&remote_ip_, &from);
}

endpoint held_syn::local() const noexcept { return {from_lwip(local_ip_), local_port_}; }
endpoint held_syn::remote() const noexcept { return {from_lwip(remote_ip_), remote_port_}; }

}  // namespace loopsock::lwip
