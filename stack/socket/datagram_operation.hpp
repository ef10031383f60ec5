// datagram_operation: a thread that waits for a datagram.
#pragma once

#include "stack/socket/blocking.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

struct datagram_operation : blocking_operation {
  datagram_receipt receipt;  // written by whoever completes it, before the wake
};

}  // namespace loopsock
