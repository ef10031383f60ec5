// socket_report: what a stream socket's carrier tells about its connection.
#include <mutex>

#include "stack/socket/socket.hpp"

namespace loopsock {

error socket::report(handle h, stream_report& out) noexcept {
  const std::lock_guard control(control_);
  if (!is(h)) return error::not_a_socket;
  if (spec_.kind != socket_kind::stream) return error::not_supported;
  const std::scoped_lock sides(send_lock_, receive_lock_);
  stream* const carrier = carrier_ != nullptr ? carrier_ : connecting_;
  if (carrier == nullptr) return error::not_connected;
  carrier->report(out);
  return error::none;
}

}  // namespace loopsock
