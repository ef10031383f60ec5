// receive_operation: a receive of any kind. It stands in a socket's receive queue.
#pragma once

#include "stack/base/operation.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

struct receive_operation : operation {
  // At a datagram socket, where what is known of the datagram goes, before the completion. A failure in `result` counts more.
  datagram_receipt* receipt = nullptr;
};

/// One that may be for datagrams, with the room for what is known of them.
struct any_receive_operation : receive_operation {
  any_receive_operation() noexcept { receipt = &got; }
  any_receive_operation(const any_receive_operation&) = delete;
  any_receive_operation& operator=(const any_receive_operation&) = delete;

  datagram_receipt got = {};
};

}  // namespace loopsock
