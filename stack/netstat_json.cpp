// netstat_json: the same for programs. All strings are words of ours and addresses, so nothing has to be escaped.
#include <iterator>

#include "stack/diag/format.hpp"
#include "stack/netstat.hpp"

namespace loopsock::netstat {
namespace {

/// Builds an object or an array: knows when a comma is due.
class json_list {
 public:
  json_list(std::string& text, char open, char close) : text_(text), close_(close) { text_ += open; }
  ~json_list() { text_ += close_; }
  json_list(const json_list&) = delete;
  json_list& operator=(const json_list&) = delete;

  void next() { text_.append(std::exchange(first_, false) ? "" : ","); }
  void key(const char* name) {
    next();
    fmt::format_to(std::back_inserter(text_), "\"{}\":", name);
  }
  template <class Number>
  void number(const char* name, Number value) {
    key(name);
    fmt::format_to(std::back_inserter(text_), "{}", value);
  }
  void word(const char* name, const char* value) {
    key(name);
    fmt::format_to(std::back_inserter(text_), "\"{}\"", value);
  }
  void flag(const char* name, bool value) {
    key(name);
    text_ += value ? "true" : "false";
  }
  void nothing(const char* name) {
    key(name);
    text_ += "null";
  }

 private:
  std::string& text_;
  const char close_;
  bool first_ = true;
};

void write_name(std::string& text, json_list& in, const char* key, const endpoint& where) {
  if (where.address.family == ip_family::none) return in.nothing(key);
  in.key(key);
  json_list name(text, '{', '}');
  name.word("address", where.address.to_text().c_str());
  name.number("port", where.port);
}

void write_report(json_list& in, const stream_report& says) {
  in.number("send_queue", says.queued);
  in.number("in_flight", says.in_flight);
  in.number("receive_window", says.receive_window);
  in.number("send_window", says.send_window);
  in.number("congestion_window", says.congestion_window);
  in.number("max_segment", says.max_segment);
  in.number("bytes_in", says.bytes_in);
  in.number("bytes_out", says.bytes_out);
  in.number("retransmitted_segments", says.retransmitted_segments);
  in.number("retransmitted_bytes", says.retransmitted_bytes);
  in.number("fast_retransmissions", says.fast_retransmissions);
  in.number("timeout_episodes", says.timeout_episodes);
  in.number("out_of_order_segments", says.out_of_order_segments);
  in.number("round_trip_us", says.round_trip_us);
  in.number("least_round_trip_us", says.least_round_trip_us);
}

void write_socket(std::string& text, const socket_row& one, host::time_point now) {
  json_list row(text, '{', '}');
  row.number("host", one.host);
  row.number("socket", one.number);
  row.word("protocol", protocol_name(one.spec));
  row.number("family", one.spec.family == ip_family::v6 ? 6 : 4);
  write_name(text, row, "local", one.local);
  write_name(text, row, "remote", one.remote);
  const bool stream = one.spec.kind == socket_kind::stream;
  if (stream) {
    row.word("state", state_name(one));
  } else {
    row.nothing("state");
  }
  row.word("path", name_of(one.path.path));
  row.word("reason", name_of(one.path.reason));
  row.flag("fast_path_requested", one.fast_path_requested);
  row.number("receive_queue", one.unread);
  if (stream) write_report(row, one.report);
  {
    row.key("pending");
    json_list pending(text, '{', '}');
    pending.number("connects", one.connects);
    pending.number("accepts", one.accepts);
    pending.number("receives", one.receives);
    pending.number("sends", one.sends);
  }
  if (one.state == socket_state::listening) {
    row.key("backlog");
    json_list backlog(text, '{', '}');
    backlog.number("limit", one.backlog);
    backlog.number("used", one.backlog_used);
  } else {
    row.nothing("backlog");
  }
  const std::int64_t age = age_ms(one, now);
  if (age >= 0) {
    row.number("age_ms", age);
  } else {
    row.nothing("age_ms");
  }
}

void write_orphan(std::string& text, const orphan_row& one) {
  json_list row(text, '{', '}');
  row.number("host", one.host);
  row.word("protocol", "tcp");
  write_name(text, row, "local", one.what.local);
  write_name(text, row, "remote", one.what.remote);
  row.word("state", state_name(one.what.report.state));
  write_report(row, one.what.report);
}

void write_counters(std::string& text, const loopsock_counters& sum) {
  json_list all(text, '{', '}');
  all.number("fast_connections", sum.fast_connections);
  all.number("fast_bytes", sum.fast_bytes);
  all.number("fast_direct_bytes", sum.fast_direct_bytes);
  all.number("ordinary_connections", sum.ordinary_connections);
  all.key("ordinary_by_reason");
  json_list reasons(text, '{', '}');
  for (std::uint32_t reason = 1; reason <= LOOPSOCK_REASON_DISABLED; ++reason)
    reasons.number(name_of(static_cast<loopsock_reason>(reason)), sum.ordinary_by_reason[reason]);
}

void write_host(std::string& text, const host_row& one) {
  const lwip::stack_counts& of = one.counts;
  json_list row(text, '{', '}');
  row.number("host", one.host);
  row.number("ip_packets_sent", of.ip_sent);
  row.number("ip_packets_received", of.ip_received);
  row.number("tcp_segments_sent", of.tcp_sent);
  row.number("tcp_segments_received", of.tcp_received);
  row.number("tcp_segments_retransmitted", of.tcp_retransmitted);
  row.number("tcp_resets_sent", of.tcp_resets_sent);
  row.number("checksum_errors", of.checksum_errors);
  row.number("dropped", of.dropped);
  row.number("no_memory", of.no_memory);
  row.number("no_route", of.no_route);
}

template <class Rows, class Write>
void write_rows(std::string& text, json_list& in, const char* key, const Rows& rows, Write write) {
  in.key(key);
  json_list list(text, '[', ']');
  for (const auto& one : rows) {
    list.next();
    write(one);
  }
}

}  // namespace

std::string json_of(const snapshot& seen) {
  std::string text;
  {
    json_list all(text, '{', '}');
    all.number("version", 1);
    write_rows(text, all, "sockets", seen.sockets, [&](const socket_row& one) { write_socket(text, one, seen.at); });
    write_rows(text, all, "closed_connections", seen.orphans, [&](const orphan_row& one) { write_orphan(text, one); });
    write_rows(text, all, "hosts", seen.hosts, [&](const host_row& one) { write_host(text, one); });
    all.key("counters");
    write_counters(text, seen.counters);
  }
  text += '\n';
  return text;
}

}  // namespace loopsock::netstat
