// slot_ring_peer: the limit for a round trip of messages: a queue of 64-byte slots for one writer and one reader in each
// direction, as rigtorp's SPSCQueue is one, between two threads that spin. Beside the hand-off of a cache line it costs the
// second line in which the message lies.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Messages of exactly 64 bytes, received whole.
connection open_slot_ring();

}  // namespace loopsock_bars
