// refusal: how long a connect takes to learn that nobody listens.
#pragma once

namespace loopsock_bars {

/// Milliseconds, the slowest of some connects of blocking sockets to a closed port of 127.0.0.1. std::runtime_error unless
/// each is WSAECONNREFUSED.
double measure_refusal(bool marked);

}  // namespace loopsock_bars
