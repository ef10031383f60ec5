// asio_echo: the peer of port_echo. Its .cpp means the system's sockets; this header is neutral.
#pragma once

#include <chrono>

namespace loopsock_bars {

/// Echoes per second: so many connections over 127.0.0.1, 64 bytes, one io_context for each side, each with so many threads.
double measure_asio_echo(unsigned connections, unsigned threads, std::chrono::milliseconds duration);

}  // namespace loopsock_bars
