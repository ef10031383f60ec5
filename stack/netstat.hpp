// netstat: everything that the stack has open, at a glance: collected, and written as text or JSON.
//
//   collect() ─► snapshot ─┬─► text_of()      a table for people
//                          ├─► json_of()      for programs; the format is in docs/introspection.md
//                          └─► leaks_of()     what should not be there at the end of a test; empty when nothing is
//
// Each socket is looked at under its own locks, one after the other: every row is right for its moment, and two rows need not be of the same.
//
// Threads  any; while others work. Nobody is called, and memory is allocated, with no lock held.
// Errors   std::bad_alloc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <loopsock/path.h>

#include "stack/lwip/stack_counts.hpp"
#include "stack/socket/socket_row.hpp"

namespace loopsock::netstat {

/// A connection without a socket, of which host.
struct orphan_row {
  lwip::node_number host = 0;
  lwip::orphan what;
};
struct host_row {
  lwip::node_number host = 0;
  lwip::stack_counts counts;
};

struct snapshot {
  host::time_point at{};
  std::vector<socket_row> sockets;
  std::vector<orphan_row> orphans;
  std::vector<host_row> hosts;
  loopsock_counters counters{};
  std::size_t rings = 0;    // fast connections that have a ring
  std::size_t filters = 0;  // that are added
  std::size_t stages = 0;   // inspected connections that are not over yet
};

/// What a kind of object that sockets have no part in still has open: "event", 3.
struct other_leak {
  const char* kind = "";
  std::size_t count = 0;
};

snapshot collect();
std::string text_of(const snapshot& seen);
std::string json_of(const snapshot& seen);
std::string leaks_of(const snapshot& seen, const std::vector<other_leak>& others);

/// The RFC's (9293, 3.3.2), or "-" for what has no states.
const char* state_name(const socket_row& one) noexcept;
const char* state_name(tcp_state state) noexcept;
const char* protocol_name(const socket_spec& spec) noexcept;
/// "127.0.0.1:80", "[::1]:80", or "-".
std::string name_text(const endpoint& where);
/// Milliseconds since it was connected, or -1.
std::int64_t age_ms(const socket_row& one, host::time_point now) noexcept;

}  // namespace loopsock::netstat
