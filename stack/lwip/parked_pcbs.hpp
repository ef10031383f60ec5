// parked_pcbs: keeps lwIP's lists of connections short.
//
// lwIP finds the connection that a segment is for by walking a list of all, and walks the whole of two for a SYN. So only those that were
// busy last stay there. The others are parked: on no list of lwIP's, but in an index by their 4-tuple, and put back ("woken") before
// lwIP has anything to do with them.
//
//   lwIP's       tcp_active_pcbs ── at most 32                         tcp_tw_pcbs ── the newest
//                    │        ▲                                            │       ▲
//   a core section   │        │  woken by a segment, by a call of the       │       │  woken by a segment
//   ends             ▼        │  socket, by a tick                         ▼       │
//   parked       [ resting | alarmed | ticking ]                       [ waiting ] ── 1024 at most, ended by time_wait
//
//   resting   neither holds nor awaits anything: lwIP's timers have nothing to do for it
//   alarmed   nor this one, before its next keep-alive probe is due
//   ticking   has segments under way, an acknowledgement owed, a state that times out…
//
// A program with few connections pays for comparing two numbers at the end of a section, and one with each packet.
//
// Who is not parked: a pcb in SYN-RCVD, which knows its listener (a listener has 255 of them at most).
//
// lwIP's timer counts a pcb's turns with 8 bits, and skips one that seems to have had its turn. One that was parked for long may so miss
// one tick in 256.
//
// Without memory for a new pcb lwIP ends old ones: it finds only those that are not parked, of TIME-WAIT's one.
//
// Threads  the core lock is held.
// Memory   a berth in each stream; the index (pcb_index) has a table.
#pragma once

#include <lwip/priv/tcp_priv.h>

#include <cstddef>
#include <cstdint>

#include "stack/lwip/lwip_hooks.h"
#include "stack/lwip/packet_tuple.hpp"
#include "stack/lwip/pcb_index.hpp"

namespace loopsock::lwip {

/// What decides at the end of a section. `listed` is exact after each shortening, and otherwise never too small.
struct listed_pcbs {
  std::size_t listed = 0;
  std::size_t most = 32;  // more, where some may not be parked
};
extern listed_pcbs at_lwip;

/// A stream has got a pcb, which is listed or will be.
void pcb_came(pcb_berth& berth, tcp_pcb& pcb) noexcept;
/// The pcb has been freed.
void pcb_went(pcb_berth& berth) noexcept;

/// Before anything is done with a pcb that may send, end it or need a timer.
void wake_parked(pcb_berth& berth) noexcept;
inline void wake(pcb_berth& berth) noexcept {
  if (berth.parked()) wake_parked(berth);
}

/// Before lwIP looks at a packet.
void wake_all_parked() noexcept;
inline void wake_for(const packet_tuple& packet) noexcept {
  if (packet.kind == packet_kind::segment) {
    for (pcb_berth* one = first_indexed(packet.hash); one != nullptr; one = next_indexed(*one)) wake(*one);
  } else if (packet.kind == packet_kind::unclear) {
    wake_all_parked();
  }
}
/// Before lwIP's timers run.
void wake_for_tick() noexcept;
/// Before lwIP looks for connections from this address, which goes.
void wake_at_address(const ip_addr_t& local) noexcept;

/// What the connections, listed and parked, want of TCP's clock.
enum class clock_wish : std::uint8_t {
  none,        // nothing
  alarm,       // nothing before one of lwIP's slow ticks
  every_tick,  // some await an acknowledgement, owe one, have a state that times out…
};
[[nodiscard]] clock_wish tcp_clock_wish(u32_t& alarm) noexcept;
/// Whether some may want something.
[[nodiscard]] bool tcp_has_connections() noexcept;

/// At the end of a section, while lwIP is in the middle of nothing.
void shorten_long_lists() noexcept;
inline void keep_lists_short() noexcept {
  const bool many_wait = tcp_tw_pcbs != nullptr && tcp_tw_pcbs->next != nullptr;
  if (many_wait || at_lwip.listed > at_lwip.most) shorten_long_lists();
}

/// Those in TIME-WAIT that are parked: their number, and the one that came first, or nullptr.
[[nodiscard]] std::size_t parked_waits() noexcept;
[[nodiscard]] tcp_pcb* oldest_parked_wait() noexcept;

}  // namespace loopsock::lwip
