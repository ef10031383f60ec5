// datagram_label: what is known of a datagram beside its bytes and its sender, and what one may be sent with.
//
//   headers ─► datagram_label ─► port's queue ─► receipt ─► what the application is told
//   what the application asks for ─► datagram_manner ─► port's send() ─► headers
//
// Plain values; nothing here allocates.
#pragma once

#include <cstdint>
#include <optional>

#include "stack/base/address.hpp"

namespace loopsock {

/// What a socket may want to be told with each datagram. Bits, one for each option that asks.
enum label_part : std::uint16_t {
  tell_arrival = 1u << 0,           // where it was sent to and the link it came over
  tell_arrival_and_zone = 1u << 1,  // the same, and the zone of the address
  tell_destination = 1u << 2,
  tell_link = 1u << 3,
  tell_first_link = 1u << 4,  // the link by which it entered this machine; there are no tunnels here, so it is the same
  tell_hop_limit = 1u << 5,
  tell_traffic_class = 1u << 6,
  tell_congestion = 1u << 7,  // the two bits of it that are about congestion (RFC 3168)
};
using label_parts = std::uint16_t;

struct datagram_label {
  ip_address to = {};              // an address of ours, a group, or a broadcast; IPv4 is never mapped here
  std::uint32_t link = 0;          // the index of the link it came over; they count from 1
  std::uint8_t hop_limit = 0;      // as it was on arrival
  std::uint8_t traffic_class = 0;  // IPv4's type of service, all eight bits
  bool broadcast = false;
  label_parts told = 0;  // what the socket wanted to be told when the datagram was taken
};

/// What one datagram is sent with, where that differs from what its socket's options say.
struct datagram_manner {
  ip_address source = {};  // an address of ours; without a family: as the route says
  std::uint32_t link = 0;  // an index; 0: as the route says
  std::optional<std::uint8_t> hop_limit = {};
  std::optional<std::uint8_t> traffic_class = {};
  std::optional<std::uint8_t> congestion = {};  // 0 to 3, in place of the two lowest bits of the traffic class
};

}  // namespace loopsock
