// receive_operation: a receive of any kind. It stands in a socket's receive queue.
#pragma once

#include "stack/base/operation.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

struct receive_operation : operation {
  datagram_receipt receipt = {};  // of a datagram: written before the completion. A failure in `result` counts more.
};

}  // namespace loopsock
