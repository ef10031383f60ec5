// tcp_headers: what stands in front of a TCP segment's bytes, made from what it says. Checksums are left at 0 (checksums.hpp).
//
// Threads  any: pure.
// Source   RFC 791, RFC 8200, RFC 9293 3.1; options as lwIP writes them: RFC 9293 3.7.1 (MSS), RFC 7323 (window scale), RFC 2018 (SACK).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "stack/base/address.hpp"

namespace loopsock::capture {

enum tcp_flag : std::uint8_t {
  tcp_fin = 0x01,
  tcp_syn = 0x02,
  tcp_rst = 0x04,
  tcp_psh = 0x08,
  tcp_ack = 0x10,
  tcp_urg = 0x20
};

struct tcp_segment {
  endpoint from, to;  // of one family
  std::uint32_t sequence = 0, acknowledged = 0;
  std::uint8_t flags = 0;
  std::uint16_t window = 0;  // as it stands there: scaled, but for a SYN's
  std::uint16_t urgent = 0;
  std::uint16_t segment_bytes = 0;  // a SYN's: the MSS that is offered
  std::uint8_t window_shift = 0;    // a SYN's
  std::uint8_t hop_limit = 128, traffic_class = 0;
  std::uint16_t identification = 0;  // IPv4's
  std::size_t payload = 0;           // bytes that follow
};

struct header_bytes {
  std::array<std::byte, 72> bytes{};  // IPv6, TCP and a SYN's options
  std::size_t size = 0;
};

header_bytes headers_of(const tcp_segment& segment) noexcept;

}  // namespace loopsock::capture
