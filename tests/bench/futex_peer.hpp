// futex_peer: the system's limit for waking somebody: messages of at most 64 bytes in shared memory, and a futex word for
// each direction. Its .cpp is the system's business.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// One message at a time in each direction: the next is sent after the answer, as a round trip does.
/// `client_spins`: the client looks again and again for the answer, and only the server sleeps and is woken.
connection open_futex(bool client_spins);

}  // namespace loopsock_bars
