// ring_peer: the machine's limit for a stream: one copy into a ring of 256 KiB per direction and one out of it, between two
// threads that spin. No sockets, no sleeping, no flags; what a real stream adds to this is its price.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

connection open_ring();

}  // namespace loopsock_bars
