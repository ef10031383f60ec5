// measurements: the list. The idle connections come first and once: the library keeps the memory of closed sockets for new
// ones, so only a fresh process shows what a connection takes.
#include "busy_pairs.hpp"
#include "connect_rate.hpp"
#include "idle_pairs.hpp"
#include "many_connections.hpp"
#include "measurement.hpp"
#include "port_echo.hpp"
#include "refusal.hpp"
#include "round_trip.hpp"
#include "sleeping_peer.hpp"
#include "stream.hpp"
#include "unread.hpp"

namespace loopsock_bars {
namespace {

constexpr measurement list[] = {
    {"idle_pairs", "memory and processor time of 100 000 idle fast connections", true, run_idle_pairs},
    {"round_trip", "64 bytes (and 64 KiB) there and back, both ends busy", false, run_round_trip},
    {"sleeping_peer", "64 bytes there and back, the server asleep each time", false, run_sleeping_peer},
    {"stream", "one direction, writes of 1 byte to 4 MiB", false, run_stream},
    {"connect_rate", "connections made, accepted and closed per second", false, run_connect_rate},
    {"many_connections", "round trip, streams and connect rate while 1 to 1 000 000 are open", false,
     run_many_connections},
    {"busy_pairs", "64 busy connections, 128 threads", false, run_busy_pairs},
    {"port_echo", "completion ports with 1 000 connections, beside Asio over epoll", false, run_port_echo},
    {"refusal", "connect to a closed port", false, run_refusal},
    {"unread", "a reader that does not read", true, run_unread},
};

}  // namespace

std::span<const measurement> measurements() { return list; }

}  // namespace loopsock_bars
