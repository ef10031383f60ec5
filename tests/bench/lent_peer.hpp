// lent_peer: the limit for a stream that is copied once: the writer says where its bytes lie, the reader copies them from
// there, on its own core, and says when it has. Two threads that spin.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// From the client to the server alone.
connection open_lent();

}  // namespace loopsock_bars
