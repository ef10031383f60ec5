// accept_operation: a thread that waits for an arrival. It stands in a listening socket's receive queue.
#pragma once

#include "stack/socket/blocking.hpp"
#include "stack/socket/listener.hpp"

namespace loopsock {

struct accept_operation : blocking_operation {
  arrival* got = nullptr;  // the waiter's once complete, unless result.failure says otherwise
};

}  // namespace loopsock
