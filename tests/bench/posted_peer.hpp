// posted_peer: the fast path with overlapped receives that are posted before the bytes come, as servers for Windows do it.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

enum class posted_by {
  port,  // the receiver hears of completions from GetQueuedCompletionStatus
  event  // from the event of each OVERLAPPED, in the order in which they were posted
};

/// The client sends with plain blocking send. The server only receives; the bytes stay in its own buffers, where a program
/// that posts receives looks at them, and `room` is not used. (That spares a copy which the blocking peers do not make
/// either: recv puts the bytes where the caller wants them.)
connection open_posted(posted_by how);

}  // namespace loopsock_bars
