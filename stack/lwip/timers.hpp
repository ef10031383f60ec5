// timers: lwIP's periodic functions, each run only while it has something to do.
//
// lwIP would run all of them for ever. Here TCP's clock rests when no connection awaits anything: a connection that is merely there, or whose next
// keep-alive probe is an hour away, costs nothing in between, and in virtual time the hour is skipped.
//
//   TCP     ticking ── a tick finds nothing to do ──► resting until the first alarm (a keep-alive probe, the end of a TIME-WAIT), or for ever
//              ▲                                         │
//              └── a core section, or the alarm ─────────┘   lwIP's count of ticks catches up first
//   others  while their reason lasts: fragments that wait for more, questions to a name server, links with neighbours
//
// Threads  the core lock is held, with the node in place.
#pragma once

#include "stack/base/node_state.hpp"
#include "stack/host/waiting.hpp"

namespace loopsock::lwip::timers {

/// Once for each node, while its lwIP is initialised.
void begin() noexcept;

extern bool tcp_rests;
void catch_up() noexcept;
/// At the beginning of a section in which lwIP may look at its count of ticks.
inline void before_section() noexcept {
  if (tcp_rests) catch_up();
}

/// A reason may have come or gone: a link, a question.
void look_again() noexcept;
/// A question to a name server is under way, or settled.
void note_question(int change) noexcept;

/// At the end of a section: whether next() has to be asked for again.
bool after_section() noexcept;
/// When run_due() is wanted; never: not at all.
[[nodiscard]] host::time_point next() noexcept;
/// Runs what is due.
void run_due() noexcept;

}  // namespace loopsock::lwip::timers
