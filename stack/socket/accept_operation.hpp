// accept_operation: somebody who waits for an arrival. It stands in a listening socket's receive queue.
#pragma once

#include "stack/base/operation.hpp"
#include "stack/socket/listener.hpp"

namespace loopsock {

struct accept_operation : operation {
  arrival* got = nullptr;  // the waiter's once complete, unless result.failure says otherwise
  handle into = 0;         // the socket that was reserved for it; 0: none
};

}  // namespace loopsock
