// netstat_text: the table for people, and the leak report.
#include <iterator>

#include "stack/diag/format.hpp"
#include "stack/netstat.hpp"

namespace loopsock::netstat {
namespace {

using writer = std::back_insert_iterator<std::string>;

std::string path_text(const socket_row& one) {
  if (one.path.path == LOOPSOCK_PATH_NONE) return "-";
  if (one.path.path == LOOPSOCK_PATH_FAST) return "fast";
  return fmt::format("ordinary ({})", name_of(one.path.reason));
}

std::string pending_text(const socket_row& one) {
  std::string text;
  const auto add = [&](const char* what, std::size_t count) {
    if (count != 0) text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, what, count == 1 ? "" : "s");
  };
  add("connect", one.connects);
  add("accept", one.accepts);
  add("receive", one.receives);
  add("send", one.sends);
  return text.empty() ? "-" : text;
}

std::string age_text(const socket_row& one, host::time_point now) {
  const std::int64_t age = age_ms(one, now);
  return age < 0 ? std::string("-") : fmt::format("{}.{:03}", age / 1000, age % 1000);
}

constexpr const char* columns =
    "{:<4} {:<5} {:>10} {:<26} {:<26} {:<12} {:<32} {:>8} {:>8} {:>8} {:>8} {:>12} {:>12} {:>7} {:>10}  {}\n";

void write_socket(std::string& text, const socket_row& one, host::time_point now) {
  const stream_report& says = one.report;
  fmt::format_to(writer(text), fmt::runtime(columns), one.host, protocol_name(one.spec), one.number,
                 name_text(one.local),
                 one.state == socket_state::listening ? fmt::format("backlog {}/{}", one.backlog_used, one.backlog)
                                                      : name_text(one.remote),
                 state_name(one), path_text(one), one.unread, says.queued, says.receive_window, says.send_window,
                 says.bytes_in, says.bytes_out, says.retransmitted_segments, age_text(one, now), pending_text(one));
}

void write_orphan(std::string& text, const orphan_row& one) {
  const stream_report& says = one.what.report;
  fmt::format_to(writer(text), fmt::runtime(columns), one.host, "tcp", "closed", name_text(one.what.local),
                 name_text(one.what.remote), state_name(says.state), "ordinary", 0, says.queued, says.receive_window,
                 says.send_window, says.bytes_in, says.bytes_out, says.retransmitted_segments, "-", "-");
}

}  // namespace

std::string text_of(const snapshot& seen) {
  std::string text;
  fmt::format_to(writer(text), fmt::runtime(columns), "Host", "Proto", "Socket", "Local", "Remote", "State", "Path",
                 "Recv-Q", "Send-Q", "Recv-Wnd", "Send-Wnd", "Bytes in", "Bytes out", "Retrans", "Age (s)", "Pending");
  for (const socket_row& one : seen.sockets) write_socket(text, one, seen.at);
  for (const orphan_row& one : seen.orphans) write_orphan(text, one);
  const loopsock_counters& sum = seen.counters;
  fmt::format_to(writer(text), "\nfast path: {} connections, {} bytes ({} copied once); ordinary path: {} connections",
                 sum.fast_connections, sum.fast_bytes, sum.fast_direct_bytes, sum.ordinary_connections);
  for (std::uint32_t reason = 1; reason < 16; ++reason) {
    if (sum.ordinary_by_reason[reason] != 0)
      fmt::format_to(writer(text), ", {}: {}", name_of(static_cast<loopsock_reason>(reason)),
                     sum.ordinary_by_reason[reason]);
  }
  text += '\n';
  for (const host_row& one : seen.hosts) {
    const lwip::stack_counts& of = one.counts;
    fmt::format_to(
        writer(text),
        "host {}: {} packets sent, {} received; {} segments sent, {} received, {} sent again; {} resets sent; "
        "{} checksum errors, {} dropped, {} without memory, {} without a route\n",
        one.host, of.ip_sent, of.ip_received, of.tcp_sent, of.tcp_received, of.tcp_retransmitted, of.tcp_resets_sent,
        of.checksum_errors, of.dropped, of.no_memory, of.no_route);
  }
  return text;
}

std::string leaks_of(const snapshot& seen, const std::vector<other_leak>& others) {
  std::string text;
  for (const socket_row& one : seen.sockets) {
    fmt::format_to(writer(text), "socket {:#x}", one.number);
    if (one.host != 0) fmt::format_to(writer(text), " of host {}", one.host);
    fmt::format_to(writer(text), ": {}, {} -> {}, {}, path {}, {} bytes unread, pending: {}\n", protocol_name(one.spec),
                   name_text(one.local), name_text(one.remote), state_name(one), path_text(one), one.unread,
                   pending_text(one));
  }
  for (const other_leak& one : others) {
    if (one.count != 0) fmt::format_to(writer(text), "handles: {} of kind {}\n", one.count, one.kind);
  }
  if (seen.rings != 0) fmt::format_to(writer(text), "rings: {} fast connections have some\n", seen.rings);
  if (seen.stages != 0) fmt::format_to(writer(text), "filters: {} inspected connections are not over\n", seen.stages);
  if (seen.filters != 0) fmt::format_to(writer(text), "filters: {} not removed\n", seen.filters);
  return text;
}

}  // namespace loopsock::netstat
