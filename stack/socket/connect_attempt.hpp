// connect_attempt: what one connect has found out so far. Plain data, on the connecting thread's stack.
#pragma once

#include "stack/socket/path.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

struct socket::attempt {
  endpoint local, remote;  // unmapped
  port_registry::connection* entry = nullptr;
  notify_target client;
  std::uint32_t serial = 0;        // which of the client's connects this is
  std::size_t receive_window = 0;  // of the connecting socket
  path_question question;
};

}  // namespace loopsock
