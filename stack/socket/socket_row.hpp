// socket_row: one socket as netstat and the leak report show it.
//
// Threads  a plain value.
#pragma once

#include "stack/base/stream_report.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

struct socket_row {
  handle number = 0;
  lwip::node_number host = 0;  // whose socket it is; 0: the process's own
  socket_spec spec;
  socket_state state = socket_state::closed;
  endpoint local, remote;  // family none: none
  path_record path;
  bool fast_path_requested = false;
  stream_report report;  // of a stream; its `state` is right also without a connection
  std::size_t unread = 0;
  // Operations that wait.
  std::size_t connects = 0, accepts = 0, receives = 0, sends = 0;
  // Of a listener.
  std::uint32_t backlog = 0, backlog_used = 0;
  host::time_point connected_at{};  // none: not connected
};

}  // namespace loopsock
