// checksums: the captured copy of an IP packet that was never given its checksums, with them.
//
//   as it went      [ IP ‑ TCP ‑ payload ][ more payload ]
//   as it is noted  [ a copy of the first bytes, checksums filled in ][ payload ][ more payload ]
//
// Filled in is what is 0: IPv4's header checksum, TCP's and UDP's. What a program wrote itself through a raw socket stays. Fragments keep the
// checksum of their whole.
//
// Threads  any.
// Memory   the object holds the copy and refers to the packet, which must outlive it.
// Source   RFC 1071 (the sum), RFC 9293 3.1, RFC 768, RFC 8200 8.1 (pseudo headers).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "stack/base/buffers.hpp"

namespace loopsock::capture {

/// The internet checksum of bytes that come in pieces.
class internet_sum {
 public:
  void add(const std::byte* from, std::size_t bytes) noexcept;
  /// A number of 16 bits that stands in a pseudo header.
  void add_number(std::uint32_t value) noexcept;
  /// In network order, as it goes into the packet.
  [[nodiscard]] std::array<std::byte, 2> finish() const noexcept;

 private:
  std::uint64_t sum_ = 0;  // of 16-bit words in the machine's order: the sum does not mind which
  bool odd_ = false;       // a byte waits for the other half of its word
  std::byte half_{};
};

class completed_packet {
 public:
  /// Whoever has more puts them together first.
  static constexpr std::size_t most_pieces = 20;

  /// `window`: what stands in the window field of a TCP segment that is given its checksum, but for a SYN.
  explicit completed_packet(const_buffers packet, std::optional<std::uint16_t> window = {}) noexcept;
  completed_packet(const completed_packet&) = delete;
  completed_packet& operator=(const completed_packet&) = delete;

  [[nodiscard]] const_buffers pieces() const noexcept { return {pieces_.data(), count_}; }

 private:
  void complete_ipv4(std::size_t whole) noexcept;
  void complete_ipv6(std::size_t whole) noexcept;
  void complete_transport(std::uint8_t protocol, std::size_t at, std::size_t end, internet_sum pseudo) noexcept;
  [[nodiscard]] std::uint8_t byte(std::size_t at) const noexcept { return std::to_integer<std::uint8_t>(head_[at]); }
  [[nodiscard]] bool is_zero(std::size_t at) const noexcept { return byte(at) == 0 && byte(at + 1) == 0; }

  std::array<std::byte, 128> head_;
  std::size_t head_bytes_ = 0;
  std::array<const_buffer, most_pieces + 1> pieces_;
  std::size_t count_ = 0;
  const std::optional<std::uint16_t> window_;
};

}  // namespace loopsock::capture
