// loopback: the link from the stack to itself, 127.0.0.1/8 and ::1.
//
//   lwIP ─ output ─► [ header copy ]─►[ the sender's payload, by reference ]    queue    ─ deliver() ─► ip_input
//                      ours to modify    freed when both sides are done with it
//
// Sending queues; whoever holds the core lock delivers at the end of its call, so lwIP is never entered from within itself.
// Payload is not copied: the receiver reads the very bytes that tcp_write() copied in. No checksum is made or checked.
//
// All of 127/8 is ours, but lwIP accepts a packet for the link's own address only: the link wears the packet's destination
// while it delivers it.
//
// Window  TCP's window field is scaled, and a receive buffer smaller than one step of the scale would be announced as 0
//         for ever. So the exact window travels beside the packet, from note_window() to delivered_window().
//
// Threads  the core lock is held around every function here.
// Memory   a packet that finds no memory is not sent, and TCP sends it again later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <loopsock/error.hpp>

#include "stack/capture/segment_rules.hpp"

struct netif;
struct pbuf;

namespace loopsock::capture {
class interface;
}

namespace loopsock::links {

/// Once, after lwip_init(). no_buffers.
error add_loopback() noexcept;
/// What a capture sees of this node's: each packet once, in the order of delivery, with checksums. nullptr, as at first: nothing.
void show_loopback_as(const capture::interface* seen) noexcept;
/// How TCP behaves here (lwipopts.h), for who shows connections that send no packets.
inline constexpr capture::segment_rules loopback_rules{.segment_bytes = 32768, .window_shift = 5};
[[nodiscard]] bool is_loopback(const netif& link) noexcept;

/// For netif_add(): makes `link` one that, like loopback, ends in this stack, through the same queue and without checksums.
/// An lwIP err_t, always ERR_OK. The link may be removed, but its memory must stay: packets that wait still name it.
std::int8_t set_up_loop(netif* link) noexcept;
/// Whether set_up_loop() made it, the loopback link included.
[[nodiscard]] bool is_loop(const netif& link) noexcept;

/// Queues an IP packet, to be received from `link`. Takes `packet` over; false when there was no memory (and it is freed). `again`: it is one that was
/// delivered before, which a capture shows once.
bool loop_back(pbuf* packet, netif& link, bool again = false) noexcept;

/// Delivers at most `limit` packets. Whether more wait.
bool deliver(std::size_t limit) noexcept;

/// Frees the packets that wait, and the queue's memory: the node ends.
void drop_queued() noexcept;

/// The exact window that the segment in `packet`, which is about to be sent, announces. nullptr takes the last note back.
void note_window(const pbuf* packet, std::uint32_t window) noexcept;
/// The exact window of the segment that is being delivered; nothing when it came without (a SYN, another link).
[[nodiscard]] std::optional<std::uint32_t> delivered_window() noexcept;

}  // namespace loopsock::links
