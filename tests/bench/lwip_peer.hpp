// lwip_peer: lwIP's own socket layer, with a thread of lwIP's own; how it is set up is said in lwip_sockets/lwipopts.h. It
// is what loopsock would be, had it been built the usual way.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Two blocking sockets over that lwIP's 127.0.0.1, with TCP_NODELAY. The first call starts lwIP's thread, which then has
/// the affinity of the caller.
connection open_lwip();

}  // namespace loopsock_bars
