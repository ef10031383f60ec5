// port_membership: the completion port for which this thread runs: the one from which it took its last packet.
//
//   take() ─► runs for the port ─► sleeps in a call of ours ─► goes on ─► comes back to take()         the thread
//             running_ + 1          running_ - 1: another        + 1        - 1                          the port
//                                   may be let in
//
// Sleeps that the library does not see (a mutex of the C library's, a system call of the program's) count as running.
//
// Threads  each has its own.
// Memory   holds the port until the thread comes to another one or ends.
#pragma once

#include "compat/overlapped/completion_port.hpp"

namespace loopsock::compat {

class port_membership {
 public:
  static port_membership& of_this_thread() noexcept;

  /// The thread asks `port` for packets. True: it ran for it, and running_ has to be counted down.
  bool come_to(completion_port& port) noexcept;
  /// It has got some; running_ counts it already.
  void runs_for(completion_port& port) noexcept;

  ~port_membership();
  port_membership(const port_membership&) = delete;
  port_membership& operator=(const port_membership&) = delete;

 private:
  port_membership() noexcept = default;
  void give_up() noexcept;
  static void sleeps() noexcept;
  static void goes_on() noexcept;

  completion_port* port_ = nullptr;  // with a count
  bool running_ = false;             // the port counts us
  bool slept_ = false;               // it did before we went to sleep
};

}  // namespace loopsock::compat
