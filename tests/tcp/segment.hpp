// segment: a TCP segment as a test makes and reads it (RFC 9293, 3.1; options: RFC 7323, RFC 2018).
//
// Numbers are what the header says. In a script they count from the initial sequence number of whoever's they are: a SYN has 0, the first byte of
// data 1; peer_script adds and takes off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/tcp/ip_packet.hpp"

namespace tcp_test {

inline constexpr unsigned fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10, urg = 0x20;

struct sack_block {
  std::uint32_t left = 0, right = 0;
  bool operator==(const sack_block&) const = default;
};

struct segment {
  unsigned flags = 0;
  std::uint32_t seq = 0, acked = 0;
  std::string text;
  std::uint16_t window = 65535;  // in the header's unit
  std::uint16_t urgent = 0;
  std::optional<std::uint16_t> mss;
  std::optional<std::uint8_t> scale;
  bool sack_permitted = false;
  std::vector<sack_block> sacks;
  std::string other_options;  // as they are, before the ones above
  std::uint16_t from = 0, to = 0;
  bool spoiled = false;       // its checksum is wrong
  unsigned header_words = 0;  // what the header says of its own length; 0: the truth

  // What a script says of one, word by word: peer.send(peer.make(ack).at(5).saying("late"))
  segment&& at(std::uint32_t n) && { return seq = n, std::move(*this); }
  segment&& acking(std::uint32_t n) && { return acked = n, std::move(*this); }
  segment&& saying(std::string words) && { return text = std::move(words), std::move(*this); }
  segment&& with_window(std::uint16_t n) && { return window = n, std::move(*this); }
  segment&& with(unsigned more) && { return flags |= more, std::move(*this); }
  segment&& with_urgent(std::uint16_t n) && { return flags |= urg, urgent = n, std::move(*this); }
  segment&& with_options(std::string raw) && { return other_options = std::move(raw), std::move(*this); }
  segment&& spoil() && { return spoiled = true, std::move(*this); }

  /// How much of the sequence it takes.
  [[nodiscard]] std::uint32_t length() const {
    return static_cast<std::uint32_t>(text.size()) + ((flags & syn) != 0 ? 1 : 0) + ((flags & fin) != 0 ? 1 : 0);
  }
  /// For a reader: "ACK PSH seq 1 ack 4 window 100 "text"".
  [[nodiscard]] std::string written() const;
};

/// "SYN ACK"
std::string names_of(unsigned flags);

/// Puts `one` into `envelope`, which has the addresses.
ip_packet packed(const segment& one, ip_packet envelope);
/// Nothing: it carries no segment, or one that is cut off or has a wrong checksum.
std::optional<segment> read_segment(const ip_packet& packet);

}  // namespace tcp_test
