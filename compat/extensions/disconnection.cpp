// disconnection: see the header.
#include "compat/extensions/disconnection.hpp"

#include "compat/error_map.hpp"

namespace loopsock::compat {

bool disconnection::advance(receive_operation& op, error& how) noexcept {
  while (reuse_ && op.result.failure == error::none && !(reading_ && op.result.end_of_stream)) {
    reading_ = true;
    op.into = {&scrap_, 1};
    op.result = {};
    const error started = one_->start_receive(one_.number, op);
    if (started == error::io_pending) return false;
    if (started != error::none) op.result.failure = started;
  }
  // A connection that breaks while we wait for its end is over, which is all that was asked for.
  const bool cancelled = op.result.failure == error::aborted;
  how = cancelled ? error::aborted : reuse_ ? one_->release_connection(one_.number) : error::none;
  return true;
}

int disconnect(const open_socket& one, bool reuse) noexcept {
  const error shut = one->shutdown(one.number, direction::send);
  if (shut != error::none || !reuse) return wsa_error(shut);
  std::array<std::byte, 512> dropped;
  const buffer scrap{dropped.data(), dropped.size()};
  io_result came;
  do {
    came = one->receive(one.number, {&scrap, 1}, 0);
  } while (came.failure == error::none && !came.end_of_stream);
  return wsa_error(one->release_connection(one.number));
}

}  // namespace loopsock::compat
