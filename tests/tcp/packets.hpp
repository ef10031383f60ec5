// packets: what is not TCP, as the tests send it: ICMP, UDP, fragments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tcp/story.hpp"

namespace tcp_test {

/// An ICMP message of the version of `on`, from the peer. `rest` is the header's second half.
ip_packet icmp(const story& on, unsigned type, unsigned code, std::uint32_t rest, std::string_view text);
/// What carries ICMP there.
std::uint8_t icmp_of(const story& on);

/// A datagram from the peer.
ip_packet udp(const story& on, std::uint16_t from, std::uint16_t to, std::string_view text);

/// `whole` cut into pieces of so many bytes, a multiple of 8.
std::vector<ip_packet> pieces(const ip_packet& whole, std::size_t size, std::uint32_t number);

/// A UDP socket of the host's at host_port.
host_socket datagrams(story& on);

/// "abc…", so many.
std::string letters(std::size_t count);

}  // namespace tcp_test
