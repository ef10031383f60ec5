// companion: what the layer above keeps beside a socket, and how it hears of the socket.
//
// Winsock's events, completion ports and the like are not the socket's business; where a socket has something of the kind, it
// hangs on the slot as a companion. It is made when first needed and stays with the slot for ever, as the slot itself does, so nobody
// has to count who uses it: it knows by the handle which of the slot's lives it is in.
//
// Threads  on_events() and closed() from any thread, with no lock held.
#pragma once

#include "stack/base/deferred.hpp"

namespace loopsock {

/// on_events(): something has happened that may have changed what the socket is ready for. Only while it observes
/// (socket::observe), and as a hint: the state is what socket::state_of() says.
class companion : public event_sink {
 public:
  companion() = default;
  companion(const companion&) = delete;
  companion& operator=(const companion&) = delete;
  virtual ~companion() = default;

  /// The socket that bore this number is closed. Its slot is not used again before this returns.
  virtual void closed(handle number) noexcept = 0;
};

}  // namespace loopsock
