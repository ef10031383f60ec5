// observation: what somebody who follows a socket sees in one look.
//
// Beside what is so now there are counts of what has come to pass. They only grow while the socket lives, so an observer that
// remembers them knows afterwards what is new, also when it was not told in between: it may begin to look at any time.
//
//   look ─► [ counts, state ] ─► compare with the last look ─► what is new ─► …told of a change ─► look again
//
// Operations that wait in line (overlapped receives, accepts into sockets) take what comes: it is theirs, and an observer does not see it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <loopsock/error.hpp>

namespace loopsock {

struct observation {
  // Connects, those of datagram sockets too, and how the last one ended.
  std::uint32_t connects_ended = 0;
  error connect_outcome = error::none;
  /// Connections so far, connected and accepted; a datagram socket has its one when it is bound.
  std::uint32_t connections = 0;

  /// A send would take something, or tell why it never will. Looked for only where it was asked about.
  bool has_room = false;

  std::size_t unread = 0;           // a stream's bytes that a receive would give now
  std::uint64_t datagrams = 0;      // datagrams that came,
  bool datagram_waits = false;      // and whether one is there for the next receive
  std::uint64_t urgent_number = 0;  // of the last urgent byte beside the stream,
  bool urgent_waits = false;        // and whether it can be asked for
  std::uint64_t arrivals = 0;       // connections that came to the listener,
  bool arrival_waits = false;       // and whether one is there for the next accept

  bool peer_finished = false;  // FIN, whatever is still unread
  bool broken = false;         // reset or aborted, after FIN too
};

}  // namespace loopsock
