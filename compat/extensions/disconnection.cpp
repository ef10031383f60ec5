// disconnection: see the header.
#include "compat/extensions/disconnection.hpp"

#include "compat/error_map.hpp"
#include "compat/waiting_operation.hpp"

namespace loopsock::compat {

bool disconnection::next(receive_operation& op) noexcept {
  if (!reuse_ || op.result.failure != error::none || (reading_ && op.result.end_of_stream)) return false;
  reading_ = true;
  op.into = {&scrap_, 1};
  op.result = {};
  return true;
}

error disconnection::conclude(const receive_operation& op) noexcept {
  const error last = op.result.failure;
  if (last == error::aborted || last == error::not_a_socket) return error::aborted;  // closed meanwhile
  if (last == error::not_connected) return last;  // released meanwhile, by another call
  // A connection that breaks while we wait for its end is over, which is all that was asked for.
  const error released = reuse_ ? one_->release_connection(one_.number, which_) : error::none;
  return released == error::not_a_socket ? error::aborted : released;
}

int disconnect(const open_socket& one, connection_number which, bool reuse) noexcept {
  disconnection rest(one, which, reuse);
  const error shut = rest.send_end();
  if (shut != error::none) return wsa_error(shut);
  receive_operation last;
  while (rest.next(last)) {
    blocking<receive_operation> step;
    step.into = last.into;
    const error refused = await_operation(one, step, one->start_receive(one.number, step, which));
    last.result = step.result;
    if (refused != error::none) last.result.failure = refused;
  }
  return wsa_error(last.result.failure == error::interrupted ? error::interrupted : rest.conclude(last));
}

}  // namespace loopsock::compat
