// tap_device: Ethernet frames to and from the operating system, one for each read and write.
//
//   the stack ── write ─►[ /dev/net/tun ]─► interface "tap0" of the machine: its bridge, its own TCP, its routes
//             ◄─ read ──
//
// What the machine's own TCP has sent comes in frames of up to 64 KB, not yet cut to the MTU, and without a checksum where it never left the
// machine's memory. What it knows to be right it vouches for.
//
// The seam to the operating system: tap_device_linux.cpp. Anything else that keeps frames apart will do as well in its place, a pair
// of SOCK_SEQPACKET sockets for example (adopt()).
//
// Threads  one reads while others, one at a time, write.
// Errors   an interface that is taken down refuses frames until it is up again; one that is deleted is gone for good.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <loopsock/error.hpp>

#include "stack/base/buffers.hpp"

namespace loopsock::links {

using mac_address = std::array<std::uint8_t, 6>;

/// What is left for the machine to do with a frame.
struct offload {
  std::uint16_t sum_from = 0,
                sum_at = 0;         // TCP's header in the frame, and its checksum therein; 0: all checksums are there
  std::uint16_t segment_bytes = 0;  // cut TCP's data into pieces of this length; 0: it is one segment
  std::uint16_t head_bytes = 0;     // the headers that each piece gets
  bool ip6 = false;
};

class tap_device {
 public:
  /// A frame without its checksum: two addresses and a type in front of at most `mtu` bytes.
  static constexpr std::size_t header_bytes = 14;

  enum class outcome : std::uint8_t {
    done,
    not_now,  // nothing to read, no room to write
    refused,  // this frame was not taken: the interface is down, or the frame is too long
    gone,     // there is no interface any more
  };

  tap_device() = default;
  ~tap_device() { close(); }
  tap_device(const tap_device&) = delete;
  tap_device& operator=(const tap_device&) = delete;

  /// Opens the interface `name` (1 to 15 characters), makes it where there is none, and sees that it is up where we may.
  /// access_denied: no right to; address_in_use: another program has it, or it is no TAP; not_supported: no TAP on this machine;
  /// invalid_argument; no_buffers.
  error open(const char* name) noexcept;
  /// Takes over an open descriptor that keeps frames apart. invalid_argument: it is none.
  error adopt(int descriptor) noexcept;
  void close() noexcept;
  /// Forgets an adopted descriptor without closing it.
  void give_back() noexcept { descriptor_ = -1; }

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// What follows the frame's header, at most, in what is written.
  [[nodiscard]] std::size_t mtu() const noexcept { return mtu_; }
  /// Whether frames larger than that are read, and may be written with something left to do.
  [[nodiscard]] bool takes_large_frames() const noexcept { return described_; }
  /// That of the machine's end. Nothing for an adopted descriptor.
  [[nodiscard]] const std::optional<mac_address>& peer_mac() const noexcept { return peer_mac_; }

  struct arrival {
    std::size_t bytes = 0;     // how long it was; one longer than the buffer is cut
    bool vouched_for = false;  // its TCP and UDP checksums need not be looked at, and may not be there
  };
  /// One frame into `into`.
  outcome read(buffer into, arrival& what) noexcept;
  /// One frame, put together from pieces.
  outcome write(const_buffers frame, const offload& left_to_do) noexcept;
  static constexpr std::size_t most_pieces = 64;

 private:
  int descriptor_ = -1;
  std::string name_;
  std::size_t mtu_ = 1500;
  bool described_ = false;  // each frame has a virtio_net_hdr in front of it
  std::optional<mac_address> peer_mac_;
};

}  // namespace loopsock::links
