// segment_rules: what a conversation that is told in segments borrows from the link and the sockets it stands for.
#pragma once

#include <algorithm>
#include <cstdint>

namespace loopsock::capture {

/// How TCP behaves on the link.
struct segment_rules {
  std::uint16_t segment_bytes = 0;  // MSS
  std::uint8_t window_shift = 0;    // of both ends
};

/// A window as a segment has it. Here the exact one is known to both ends (stack/netif/loopback.hpp); in the file it is rounded up, since a window of
/// a few bytes would be none otherwise, and who reads the file would take bytes that fit it for probes.
constexpr std::uint16_t window_field(std::uint64_t bytes, std::uint8_t shift) noexcept {
  const std::uint64_t steps = (bytes + (std::uint64_t{1} << shift) - 1) >> shift;
  return static_cast<std::uint16_t>(std::min<std::uint64_t>(steps, 0xffff));
}

/// How an end's segments look, by its socket's options.
struct segment_manner {
  std::uint8_t hop_limit = 128;
  std::uint8_t traffic_class = 0;
  bool rfc1122_urgent = false;  // the urgent pointer names the byte itself, not the one behind it
};

}  // namespace loopsock::capture
