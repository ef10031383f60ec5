// captured_packet: a packet in lwIP's shape, noted with its checksums (stack/capture).
//
// Threads  the core lock is held.
#pragma once

#include <cstdint>
#include <optional>

struct pbuf;

namespace loopsock::capture {
class interface;
}

namespace loopsock::links {

/// An IP packet that is about to be received; it stays as it is. `window`: the exact one, where it came with one. Without memory for a packet of very many pieces, that one is not noted.
void capture_packet(const capture::interface& at, const pbuf* packet, std::optional<std::uint32_t> window) noexcept;

}  // namespace loopsock::links
