// readiness: waiting for any of several sockets to become ready.
//
// A watch stands in a socket's list for as long as somebody waits there; the socket signals its wake word when something
// that the watch is interested in may have happened. The waiter then looks at the state itself: a signal is a hint, the
// state is the truth. (The order is always: join the list, look, sleep; and on the other side: change, then signal.)
//
// Memory   watches are the waiter's; leave() returns only when the socket will not touch the watch again.
#pragma once

#include <cstdint>
#include <span>

#include "stack/base/deferred.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/blocking.hpp"

namespace loopsock {

/// What a socket is ready for. Bits.
enum class ready : std::uint32_t {
  none = 0,
  read = 1u << 0,           // receive, or accept, would not block
  write = 1u << 1,          // send would not block
  urgent = 1u << 2,         // an urgent byte can be received out of band
  refused = 1u << 3,        // a connect has failed
  hangup = 1u << 4,         // the peer has finished or is gone, or this end was never connected
  failed = 1u << 5,         // the connection was reset or aborted
  peer_finished = 1u << 6,  // FIN and nothing left to read, or a reset
};
constexpr ready operator|(ready a, ready b) noexcept { return ready(std::uint32_t(a) | std::uint32_t(b)); }
constexpr ready operator&(ready a, ready b) noexcept { return ready(std::uint32_t(a) & std::uint32_t(b)); }
constexpr ready operator~(ready a) noexcept { return ready(~std::uint32_t(a)); }
constexpr bool any(ready r) noexcept { return r != ready::none; }

struct watch {
  wake_word* waiter = nullptr;
  watch* next = nullptr;
  watch* previous = nullptr;
};

/// One socket of a poll: what is asked and what is so.
struct poll_entry {
  handle number = 0;
  ready interest = ready::none;
  ready state = ready::none;  // answer: what of the interest is so
  bool invalid = false;       // answer: the handle names no socket
};

/// Waits until at least one entry has a state (or is invalid), or until the deadline. Returns how many have; 0 is the time-out;
/// interrupted: the thread's hook cancelled the call. Allocates nothing for up to 64 entries.
struct poll_result {
  std::size_t count = 0;
  error failure = error::none;
};
poll_result poll_sockets(std::span<poll_entry> entries, host::time_point deadline) noexcept;

}  // namespace loopsock
