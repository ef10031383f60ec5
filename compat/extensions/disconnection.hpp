// disconnection: the end of a connection whose last byte is on its way, as steps of an operation that never waits on a thread.
//
//   FIN is out ─┬─ the socket is not to be used again ─────────────────────────────────────────► over
//               └─ it is: what the peer still sends is dropped ─► its FIN, or a reset ─► released ─► over
//
// Several may be under way at one socket. The first one to end releases it, and the program may connect it anew before the others go on. So
// each step names the connection that it is for: the others find theirs gone (WSAENOTCONN) and leave the next one alone.
//
// Threads  one operation's own.
#pragma once

#include <array>

#include "compat/handles.hpp"
#include "stack/socket/receive_operation.hpp"

namespace loopsock::compat {

class disconnection {
 public:
  disconnection(const open_socket& one, connection_number which, bool reuse) noexcept
      : one_(one), which_(which), reuse_(reuse) {}
  disconnection(const disconnection&) = delete;
  disconnection& operator=(const disconnection&) = delete;

  [[nodiscard]] connection_number connection() const noexcept { return which_; }
  /// The first step: FIN, behind what was sent before. not_connected: the connection is gone.
  [[nodiscard]] error send_end() noexcept { return one_->shutdown(one_.number, direction::send, which_); }
  /// What is to be received next, after `op`, the last step, has ended. False: all is over; conclude().
  [[nodiscard]] bool next(receive_operation& op) noexcept;
  /// The outcome of it all, and the socket is released where it is to be used again.
  [[nodiscard]] error conclude(const receive_operation& op) noexcept;

 private:
  open_socket one_;
  connection_number which_;
  bool reuse_;
  bool reading_ = false;
  std::array<std::byte, 512> dropped_;
  buffer scrap_{dropped_.data(), dropped_.size()};
};

/// The same on the calling thread, FIN included. 0 or a Winsock error.
int disconnect(const open_socket& one, connection_number which, bool reuse) noexcept;

}  // namespace loopsock::compat
