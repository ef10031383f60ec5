// refusal: how long a connect takes to learn that nobody listens.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

/// refusal/<unmarked or marked>/ms: the slowest of some connects of blocking sockets to a closed port of 127.0.0.1.
/// std::runtime_error unless each is WSAECONNREFUSED.
void run_refusal(const setting& how, figures& into);

}  // namespace loopsock_bars
