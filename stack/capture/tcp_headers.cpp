// tcp_headers: field by field.
#include "stack/capture/tcp_headers.hpp"

#include <cassert>
#include <cstring>

namespace loopsock::capture {
namespace {

constexpr std::uint8_t tcp = 6;
constexpr std::size_t ipv4_header = 20, ipv6_header = 40, tcp_header = 20, syn_options = 12;

class filler {
 public:
  explicit filler(header_bytes& into) noexcept : into_(into) {}
  void number(std::uint32_t value, unsigned bytes) noexcept {
    while (bytes-- != 0) into_.bytes[into_.size++] = std::byte(value >> (8 * bytes));
  }
  void address(const ip_address& one) noexcept {
    const std::size_t bytes = one.is_v4() ? 4 : 16;
    std::memcpy(into_.bytes.data() + into_.size, one.bytes.data(), bytes);
    into_.size += bytes;
  }

 private:
  header_bytes& into_;
};

}  // namespace

header_bytes headers_of(const tcp_segment& s) noexcept {
  assert(s.from.address.family == s.to.address.family);
  header_bytes made;
  filler put(made);
  const std::size_t options = (s.flags & tcp_syn) != 0 ? syn_options : 0;
  const auto transport = static_cast<std::uint32_t>(tcp_header + options + s.payload);
  if (s.from.address.is_v4()) {
    put.number(0x45, 1);
    put.number(s.traffic_class, 1);
    put.number(static_cast<std::uint32_t>(ipv4_header) + transport, 2);
    put.number(s.identification, 2);
    put.number(0, 2);  // no fragment
    put.number(s.hop_limit, 1);
    put.number(tcp, 1);
    put.number(0, 2);  // checksum
  } else {
    put.number(6u << 28 | std::uint32_t{s.traffic_class} << 20, 4);
    put.number(transport, 2);
    put.number(tcp, 1);
    put.number(s.hop_limit, 1);
  }
  put.address(s.from.address);
  put.address(s.to.address);

  put.number(s.from.port, 2);
  put.number(s.to.port, 2);
  put.number(s.sequence, 4);
  put.number(s.acknowledged, 4);
  put.number(static_cast<std::uint32_t>((tcp_header + options) / 4) << 4, 1);
  put.number(s.flags, 1);
  put.number(s.window, 2);
  put.number(0, 2);  // checksum
  put.number(s.urgent, 2);
  if (options != 0) {
    put.number(0x0204u << 16 | s.segment_bytes, 4);
    put.number(0x01030300u | s.window_shift, 4);
    put.number(0x01010402u, 4);  // SACK permitted
  }
  return made;
}

}  // namespace loopsock::capture
