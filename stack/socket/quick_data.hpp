// quick_data: sending and receiving a small message on a fast connection, in a straight line: one lock, one copy, one fence, no system call.
//
// Whatever is unusual (other flags or pieces, calls that stand in line, the ordinary path, an end, no room, nothing there) is left to send() and
// receive(), which is why these answer so little. So is everything while somebody captures: quick_ is nullptr then (socket_capture.cpp).
//
// Threads  any, as send() and receive().
#pragma once

#include "fastpath/quick.hpp"
#include "stack/host/waiting.hpp"
#include "stack/socket/fast_stream.hpp"
#include "stack/socket/socket.hpp"

namespace loopsock {

/// True: all bytes are sent, and the peer was told. False: nothing was done.
inline bool socket::send_quickly(handle h, const const_buffer& from) noexcept {
  bool waiting = false;
  send_lock_.lock();
  const bool may = is(h) && quick_ != nullptr && !send_shut_ && sends_.empty();
  const bool sent = may && fastpath::loop_end(*quick_).write_quickly(from.data, from.size, waiting);
  if (waiting) {
    tell_and_unlock(false);
  } else {
    send_lock_.unlock();
  }
  return sent;
}

/// How many bytes were received; 0: nothing was done. A blocking socket is looked at for a moment; `looked` says that it was.
inline std::size_t socket::receive_quickly(handle h, const buffer& into, bool& looked) noexcept {
  bool waiting = false;
  std::size_t count = 0;
  receive_lock_.lock();
  // A companion may have to hear of every receive. Under the lock: whoever made one since looks at this side afterwards.
  if (is(h) && quick_ != nullptr && !receive_shut_ && receives_.empty() && companion_here() == nullptr) {
    count = fastpath::loop_end(*quick_).read_quickly(into.data, into.size, waiting);
    if (count == 0 && look_quickly(into, looked))
      count = fastpath::loop_end(*quick_).read_quickly(into.data, into.size, waiting);
  }
  if (waiting) {
    tell_and_unlock(true);
  } else {
    receive_lock_.unlock();
  }
  return count;
}

/// Receive lock held, as in stay_awake(). True: something has come.
inline bool socket::look_quickly(const buffer& into, bool& looked) noexcept {
  // A larger buffer is lent to the writer while we look (fast_stream::linger), which is worth more.
  const bool lends = into.size >= fastpath::handover::least_bytes;
  if (lends || nonblocking_.load(std::memory_order_relaxed) || !receive_patience_.looks_again()) return false;
  looked = true;
  const fastpath::loop_end end(*quick_);
  for (unsigned turns = host::waiting->spins; turns != 0; --turns) {
    if (end.may_have_bytes()) {
      receive_patience_.brought_something();
      return true;
    }
    host::relax();
  }
  return false;
}

}  // namespace loopsock
