// captured_packet: a chain of pbufs as a list of pieces.
#include "stack/netif/captured_packet.hpp"

#include <lwip/pbuf.h>

#include <array>
#include <memory>
#include <new>

#include "stack/capture/capture.hpp"
#include "stack/capture/checksums.hpp"
#include "stack/netif/loopback.hpp"

namespace loopsock::links {
namespace {

void note(const capture::interface& at, const_buffers pieces, std::optional<std::uint32_t> window) noexcept {
  std::optional<std::uint16_t> field;
  if (window) field = capture::window_field(*window, loopback_rules.window_shift);
  const capture::completed_packet whole(pieces, field);
  capture::note_now(at, capture::direction::inbound, whole.pieces());
}

}  // namespace

void capture_packet(const capture::interface& at, const pbuf* packet, std::optional<std::uint32_t> window) noexcept {
  std::array<const_buffer, capture::completed_packet::most_pieces> pieces;
  std::size_t count = 0;
  for (const pbuf* part = packet; part != nullptr && count <= pieces.size(); part = part->next) {
    if (count < pieces.size()) pieces[count] = {static_cast<const std::byte*>(part->payload), part->len};
    ++count;
  }
  if (count <= pieces.size()) {
    note(at, {pieces.data(), count}, window);
    return;
  }
  const std::unique_ptr<std::byte[]> one(new (std::nothrow) std::byte[packet->tot_len]);
  if (one == nullptr) return;
  pbuf_copy_partial(packet, one.get(), packet->tot_len, 0);
  const const_buffer piece{one.get(), packet->tot_len};
  note(at, {&piece, 1}, window);
}

}  // namespace loopsock::links
