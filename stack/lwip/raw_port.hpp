// raw_port: a raw IP socket (ICMP among them), over lwIP's raw_pcb.
//
// Received: a copy of every packet of the protocol, but not of echo requests, which the stack answers itself: who pings its own
// machine hears the answers alone, as on Windows. IPv4 packets come with their IP header, IPv6 ones without, as there.
// Sent: the payload, behind a header that lwIP makes; with header_included (IPv4 only) the caller's header, of which length,
// checksum, and a zero source or identification are filled in. The checksum of ICMPv6 is always made here (RFC 3542, 3.1),
// that of ICMP is the caller's.
//
// Threads  public functions take the core lock; the callback has it.
#pragma once

#include <lwip/raw.h>

#include "stack/lwip/datagram_base.hpp"

namespace loopsock::lwip {

class raw_port final : public datagram_base {
 public:
  static error open(bool v6, std::uint8_t protocol, const notify_target& target, datagram_port*& out,
                    node& on) noexcept;

  error bind(const endpoint& local, bool dual) noexcept override;
  error connect(const endpoint& remote) noexcept override;
  io_result send_as(const_buffers from, const endpoint& to, const datagram_manner& how,
                    deferred& work) noexcept override;
  void close(deferred& work) noexcept override;

 private:
  raw_port(raw_pcb* pcb, bool v6, const notify_target& target) noexcept : datagram_base(target), pcb_(pcb), v6_(v6) {}
  ~raw_port() = default;

  static u8_t on_received(void* self, raw_pcb* pcb, pbuf* packet, const ip_addr_t* from) noexcept;
  void apply_options() noexcept override;
  error send_packet(const_buffers from, const ip_address& to, const datagram_manner& how) noexcept;

  raw_pcb* pcb_;  // ours until close()
  bool v6_;
};

}  // namespace loopsock::lwip
