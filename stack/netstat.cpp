// netstat: collecting, and the words for what was found.
#include "stack/netstat.hpp"

#include <chrono>

#include "stack/filter/filtered_stream.hpp"
#include "stack/filter/registry.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/idle_rings.hpp"
#include "stack/socket/socket_table.hpp"
#include "stack/socket/whole_stack.hpp"

namespace loopsock::netstat {
namespace {

void collect_orphans(lwip::node_number of, std::vector<orphan_row>& into) {
  // There may be more by the time that there is room for them: then those are the next look's.
  std::vector<lwip::orphan> found(lwip::list_orphans(of, {}));
  const std::size_t count = lwip::list_orphans(of, found);
  found.resize(std::min(count, found.size()));
  for (const lwip::orphan& one : found) into.push_back({of, one});
}

}  // namespace

snapshot collect() {
  snapshot seen;
  seen.at = host::now();
  const std::uint32_t made = sockets().made();
  for (std::uint32_t i = 0; i < made; ++i) {
    socket_row row;
    if (sockets().slot_at(i).describe(row)) seen.sockets.push_back(row);
  }
  for (std::size_t n = 0; n < lwip::most_nodes; ++n) {
    host_row host;
    host.host = static_cast<lwip::node_number>(n);
    if (!lwip::read_counts(host.host, host.counts)) continue;
    seen.hosts.push_back(host);
    collect_orphans(host.host, seen.orphans);
  }
  read_counters(seen.counters);
  seen.rings = idle_rings::count();
  seen.filters = filter::count();
  seen.stages = filter::filtered_stream::count();
  return seen;
}

const char* state_name(tcp_state state) noexcept {
  switch (state) {
    case tcp_state::closed: return "CLOSED";
    case tcp_state::listen: return "LISTEN";
    case tcp_state::syn_sent: return "SYN-SENT";
    case tcp_state::syn_received: return "SYN-RECEIVED";
    case tcp_state::established: return "ESTABLISHED";
    case tcp_state::fin_wait_1: return "FIN-WAIT-1";
    case tcp_state::fin_wait_2: return "FIN-WAIT-2";
    case tcp_state::close_wait: return "CLOSE-WAIT";
    case tcp_state::closing: return "CLOSING";
    case tcp_state::last_ack: return "LAST-ACK";
    case tcp_state::time_wait: return "TIME-WAIT";
  }
  return "?";
}

const char* state_name(const socket_row& one) noexcept {
  return one.spec.kind == socket_kind::stream ? state_name(one.report.state) : "-";
}

const char* protocol_name(const socket_spec& spec) noexcept {
  switch (spec.kind) {
    case socket_kind::stream: return "tcp";
    case socket_kind::datagram: return "udp";
    case socket_kind::raw: return "raw";
  }
  return "?";
}

std::string name_text(const endpoint& where) {
  return where.address.family == ip_family::none ? std::string("-") : where.to_text();
}

std::int64_t age_ms(const socket_row& one, host::time_point now) noexcept {
  if (one.connected_at == host::time_point{}) return -1;
  return std::max<std::int64_t>(0,
                                std::chrono::duration_cast<std::chrono::milliseconds>(now - one.connected_at).count());
}

}  // namespace loopsock::netstat
