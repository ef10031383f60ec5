#include "stack/socket/whole_stack.hpp"

#include <algorithm>

#include "stack/lwip/core.hpp"
#include "stack/socket/idle_rings.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {
namespace {

constexpr unsigned most_looks = 16;

}  // namespace

void read_counters(loopsock_counters& out) noexcept {
  const lwip::packet_counters packets = lwip::counters();
  out.ip_packets_sent = packets.ip_sent;
  out.ip_packets_received = packets.ip_received;
  out.tcp_segments_sent = packets.tcp_sent;
  out.tcp_segments_received = packets.tcp_received;
  // While connections end all the time, the last look counts: what has just moved may then be missing for once.
  for (unsigned looks = 0; looks < most_looks; ++looks) {
    const std::uint64_t over = moves_over();
    read_path_counters(out);
    socket::add_live_bytes(out);
    if (moves_begun() == over) break;
  }
}

host::time_point next_timer() noexcept { return std::min(lwip::next_timer(), idle_rings::next_sweep()); }

void run_timers() noexcept {
  lwip::run_timers();
  idle_rings::sweep();
}

void on_timer_moved(void (*tell)() noexcept) noexcept {
  lwip::on_timer_moved(tell);
  idle_rings::on_timer_moved(tell);
}

ip_address source_address_for(const ip_address& remote) noexcept { return lwip::source_for(remote); }

}  // namespace loopsock
