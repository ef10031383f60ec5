// segment_train: TCP segments that follow each other, sent as one frame that the machine cuts again, or never has to.
//
//   [ Ethernet · IP · TCP │ 1460 ][ same headers, next sequence │ 1460 ][ … │ 300 ]
//        └─► [ the first's headers, with the length of all ][ 1460 ][ 1460 ][ 300 ]   and "cut it to 1460"
//
// It holds the segments' memory until they are sent, at the end of the core section at the latest: lwIP does not touch a segment that
// somebody else holds. TCP's checksum is left to the machine, which makes it where the frame leaves its memory.
//
// Threads  the core lock is held.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "stack/netif/tap_device.hpp"

struct pbuf;

namespace loopsock::links {

class segment_train {
 public:
  segment_train() = default;
  ~segment_train() { clear(); }
  segment_train(const segment_train&) = delete;
  segment_train& operator=(const segment_train&) = delete;

  /// Whether the frame holds a TCP segment of a kind that can be sent this way; the others have their checksum.
  [[nodiscard]] static bool suits(const pbuf& frame) noexcept;

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  /// The frame, which suits, joins the others, and its memory is held. False: it does not follow them, or there is no room.
  bool join(pbuf& frame) noexcept;

  /// What is to be written: the pieces of the frame, until clear().
  const_buffers pieces() noexcept;
  [[nodiscard]] const offload& how() const noexcept { return how_; }
  /// The frame as a whole, in memory of its own; nullptr without it.
  pbuf* flat() noexcept;
  /// Lets go of the segments.
  void clear() noexcept;

  [[nodiscard]] std::size_t segments() const noexcept { return count_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return head_bytes_ + payload_bytes_; }

 private:
  static constexpr std::size_t most_head_bytes = 14 + 40 + 60;
  static constexpr std::size_t most_segments = 48;
  static constexpr std::size_t most_bytes = 65000;  // of the frame; IP's lengths have 16 bits

  bool begin(pbuf& frame) noexcept;
  [[nodiscard]] bool follows(const pbuf& frame) const noexcept;
  bool add_payload(pbuf& frame) noexcept;
  void complete_head() noexcept;

  std::size_t count_ = 0;
  std::array<pbuf*, most_segments> held_;
  std::array<const_buffer, tap_device::most_pieces> pieces_;  // the first is the head
  std::size_t piece_count_ = 0;
  std::array<std::uint8_t, most_head_bytes> head_;
  std::size_t head_bytes_ = 0, payload_bytes_ = 0;
  std::uint32_t next_sequence_ = 0;
  bool closed_ = false;  // nothing may follow
  offload how_;
};

}  // namespace loopsock::links
