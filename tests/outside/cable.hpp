// cable: the other end of a link of the stack's, in the hands of a test: a pair of sockets that keep frames apart, and a neighbour at 10.9.0.1 that says
// what the test makes it say. It answers ARP by itself.
//
// This file and its source know no Winsock: they use the operating system's own sockets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace outside_test {

using bytes = std::vector<std::uint8_t>;

inline constexpr std::uint8_t icmp = 1, tcp = 6, udp = 17;

/// What a TCP segment of the stack's says.
struct segment {
  std::uint16_t from = 0, to = 0;
  std::uint32_t sequence = 0, acknowledged = 0;
  std::uint8_t flags = 0;
  std::size_t length = 0;  // of its data
};
inline constexpr std::uint8_t fin = 1, syn = 2, rst = 4, push = 8, ack = 16;

class cable {
 public:
  cable();
  ~cable();
  cable(const cable&) = delete;
  cable& operator=(const cable&) = delete;

  /// For loopsock_tap_options::descriptor, which takes it over.
  [[nodiscard]] int stack_end() const { return stack_end_; }
  /// Pulls the plug.
  void cut();

  void put(const bytes& frame) const;
  /// The next frame that `wanted` likes; those before it are thrown away. ARP requests for 10.9.0.1 are answered meanwhile.
  std::optional<bytes> next(const std::function<bool(const bytes&)>& wanted,
                            std::chrono::milliseconds limit = std::chrono::seconds(5));
  /// The next packet of that protocol to 10.9.0.1, with its IPv4 header.
  std::optional<bytes> next_packet(std::uint8_t protocol, std::chrono::milliseconds limit = std::chrono::seconds(5));
  std::optional<segment> next_segment(std::chrono::milliseconds limit = std::chrono::seconds(5));

  /// From 10.9.0.1 to 10.9.0.2, with an IPv4 header in front and its checksum.
  void put_packet(std::uint8_t protocol, const bytes& payload) const;
  /// With options, padded to four bytes by the caller, and its checksum.
  void put_segment(const segment& one, const bytes& options = {}) const;

  /// The stack's, as its ARP told.
  bytes stack_mac{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

 private:
  void answer_arp(const bytes& frame);
  int stack_end_ = -1, own_end_ = -1;
};

/// The Internet checksum of what is there (RFC 1071).
std::uint16_t checksum(const bytes& all);
void append_16(bytes& to, std::uint32_t value);
void append_32(bytes& to, std::uint32_t value);
std::uint32_t read_16(const bytes& from, std::size_t at);
std::uint32_t read_32(const bytes& from, std::size_t at);

}  // namespace outside_test
