// provider: what WSPStartup was given.
//
// Threads  any.
#pragma once

#include <winsock2.h>
#include <ws2spi.h>

namespace loopsock::compat {

/// A copy of the upcalls of the last WSPStartup; all NULL before the first.
WSPUPCALLTABLE provider_upcalls() noexcept;

}  // namespace loopsock::compat
