// udp_port: a UDP socket's port, over lwIP's udp_pcb.
//
// The port number comes from our registry, so lwIP is told to let any number of pcbs share one (SOF_REUSEADDR). It gives a
// datagram to a connected port whose peer sent it, else to an unconnected one, and prefers an exact local address to a
// wildcard. Multicast that is sent here is given to the members on this machine by us (udp_multicast.cpp), not by lwIP.
//
// Limits   lwIP counts a packet's bytes, headers included, in 16 bits: 65507 bytes over IPv4 as everywhere, 65487 over IPv6
//          where others allow 65527.
// Threads  public functions take the core lock; the static ones have it.
#pragma once

#include <lwip/udp.h>

#include "stack/lwip/datagram_base.hpp"

namespace loopsock::lwip {

struct outlet;

class udp_port final : public datagram_base {
 public:
  static error open(bool v6, const notify_target& target, datagram_port*& out, node& on) noexcept;

  error bind(const endpoint& local, bool dual) noexcept override;
  error connect(const endpoint& remote) noexcept override;
  io_result send_as(const_buffers from, const endpoint& to, const datagram_manner& how,
                    deferred& work) noexcept override;
  void close(deferred& work) noexcept override;

  /// ICMP says that nobody listens at `remote`, where `local` had sent a datagram. The senders are told.
  static void unreachable(const endpoint& local, const endpoint& remote) noexcept;
  /// Gives a copy of `data` to each port of this number on this machine that is a member of the group in `label`.
  static void deliver_to_members(const pbuf& data, const endpoint& from, std::uint16_t number,
                                 const datagram_label& label) noexcept;

 private:
  udp_port(udp_pcb* pcb, const notify_target& target) noexcept : datagram_base(target), pcb_(pcb) {}
  ~udp_port() = default;

  static void on_received(void* self, udp_pcb* pcb, pbuf* data, const ip_addr_t* from, u16_t port) noexcept;
  /// The port behind a pcb of lwIP's list; nullptr for one of lwIP's own (its resolver).
  static udp_port* behind(const udp_pcb* pcb) noexcept;

  void apply_options() noexcept override {}  // each is looked at when it is needed
  [[nodiscard]] bool accepts(const ip_addr_t& from, u16_t port) const noexcept;
  error send_packet(const_buffers from, const endpoint& to, const datagram_manner& how) noexcept;
  error transmit(pbuf* packet, const ip_addr_t& to, u16_t port, const outlet& way,
                 const datagram_traits& traits) noexcept;

  udp_pcb* pcb_;           // ours until close()
  endpoint last_sent_to_;  // so that an ICMP error finds, among ports that share a number, the one that caused it
};

}  // namespace loopsock::lwip
