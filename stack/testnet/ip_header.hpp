// ip_header: what a network between hosts reads and changes of a packet.
//
// Threads  any; pure.
#pragma once

#include <cstddef>
#include <span>

#include "stack/base/address.hpp"

namespace loopsock::testnet {

/// family none: no IP packet, or one that is too short.
[[nodiscard]] ip_address destination_of(std::span<const std::byte> packet) noexcept;
[[nodiscard]] ip_address source_of(std::span<const std::byte> packet) noexcept;

/// A router takes one hop off, and puts IPv4's checksum right (RFC 1624). False: there is none left.
bool take_hop(std::span<std::byte> packet) noexcept;

}  // namespace loopsock::testnet
