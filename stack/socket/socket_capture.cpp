// socket_capture: every connection learns that somebody captures, or that nobody does any more.
//
// A call on data looks at attached() while it holds its side's lock. Here all locks of each socket are taken once: whoever takes one of them
// afterwards sees what was written before, and whoever held it before has let go of it. The quick calls (quick_data.hpp) do not look: they have
// no connection to be quick about as long as somebody captures, and so are as quick as ever when nobody does. (Idle rings are not given back meanwhile: kept_out.hpp.)
//
// Threads  one at a time: who starts and stops captures.
#include <mutex>

#include "fastpath/loop_pair.hpp"
#include "stack/capture/capture.hpp"
#include "stack/socket/fast_stream.hpp"
#include "stack/socket/socket.hpp"
#include "stack/socket/socket_table.hpp"

namespace loopsock {

void socket::follow_capture() noexcept {
  const std::uint32_t count = sockets().made();
  for (std::uint32_t i = 0; i < count; ++i) {
    socket& one = sockets().slot_at(i);
    const std::lock_guard control(one.control_);
    const std::scoped_lock sides(one.send_lock_, one.receive_lock_);
    one.choose_quick();
  }
}

// All locks held.
void socket::choose_quick() noexcept {
  const bool quickly = carrier_ != nullptr && path_.path == LOOPSOCK_PATH_FAST && !capture::attached() &&
                       &carrier_->bare() == carrier_;  // not one with faults
  quick_ = quickly ? &end_of(*carrier_).half() : nullptr;
}

}  // namespace loopsock
