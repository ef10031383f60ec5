#include "stack/socket/whole_stack.hpp"

#include "stack/lwip/core.hpp"
#include "stack/socket/path.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

void read_counters(loopsock_counters& out) noexcept {
  const lwip::packet_counters packets = lwip::counters();
  out.ip_packets_sent = packets.ip_sent;
  out.ip_packets_received = packets.ip_received;
  out.tcp_segments_sent = packets.tcp_sent;
  out.tcp_segments_received = packets.tcp_received;
  read_path_counters(out);
  socket::add_live_bytes(out);
}

ip_address source_address_for(const ip_address& remote) noexcept { return lwip::source_for(remote); }

}  // namespace loopsock
