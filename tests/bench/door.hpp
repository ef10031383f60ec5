// door: a listener and the way to it: what a connection costs from beginning to end, whoever carries it. As neutral as
// endpoint.hpp, for the same reason.
//
// Threads  visit() from one thread, receive() from another, shut() from any.
#pragma once

#include <memory>

namespace loopsock_bars {

/// What happens on a connection between its beginning and its end.
enum class errand {
  nothing,  // connect and close; accept and close
  request   // the client sends 64 bytes, waits for the 64 that come back, and closes; the server closes after that
};

class door {
 public:
  door() = default;
  door(const door&) = delete;
  door& operator=(const door&) = delete;
  virtual ~door() = default;

  /// Connects, does the errand, closes. Blocking; std::runtime_error when a call fails.
  virtual void visit(errand what) = 0;

  /// Accepts one connection, does the other side of the errand, closes.
  virtual void receive(errand what) = 0;

  /// receive() returns or throws soon, even if nobody comes.
  virtual void shut() noexcept = 0;

  // More connections may wait to be accepted than anybody here lets wait.
  static constexpr int backlog = 128;
};

}  // namespace loopsock_bars
