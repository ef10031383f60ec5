// port_echo: servers and clients as programs for many connections are written: a completion port and two threads for each
// side; beside it the same shape over Asio, epoll and the kernel.
#pragma once

#include "measurement.hpp"

namespace loopsock_bars {

inline constexpr unsigned echo_connections = 1000;
inline constexpr unsigned echo_threads = 2;  // for each of the two sides
inline constexpr unsigned echo_bytes = 64;

/// port_echo/<fast, ordinary or asio>/per_s.
void run_port_echo(const setting& how, figures& into);

}  // namespace loopsock_bars
