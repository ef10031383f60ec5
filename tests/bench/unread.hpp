// unread: what a connection costs whose reader does not read while its sender does not give up.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

/// unread/<fast or ordinary>/<write bytes>/accepted_bytes: what the sender got rid of; …/growth_kib: the most that the process
/// grew by after it had settled; …/right: 1 when everything then arrived as it was sent, else 0.
void run_unread(const setting& how, figures& into);

inline constexpr std::size_t unread_writes[] = {65536, 1};

}  // namespace loopsock_bars
