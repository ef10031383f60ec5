// waiting_operation: an operation that was started on the calling thread's account, and that it now waits for, whatever the socket's mode is.
//
//   blocking<receive_operation> op; …
//   const error refused = await_operation(one, op, one->start_receive(one.number, op));
//   if (refused == error::none) … op.result …
//
// Threads  the calling thread's own.
#pragma once

#include "compat/handles.hpp"
#include "stack/socket/blocking.hpp"

namespace loopsock::compat {

/// `started` is what the start answered. none: the operation is over, and its result stands: timed_out when the deadline came first, interrupted
/// when the thread's hook cancelled it. Anything else: it was refused.
template <class Operation>
error await_operation(const open_socket& one, blocking<Operation>& op, error started,
                      host::time_point deadline = host::never) noexcept {
  if (started != error::io_pending) return started;
  const wait_outcome how = op.wake.wait(deadline);
  if (how != wait_outcome::done) {
    one->cancel(op, how == wait_outcome::timed_out ? error::timed_out : error::interrupted);
    op.wake.await();  // it may have ended otherwise this very moment
  }
  return error::none;
}

}  // namespace loopsock::compat
