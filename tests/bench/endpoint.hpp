// endpoint: one end of a connected byte stream, whoever carries it. The measurements are written against this and nothing
// else, so that every peer does the same work. Standard library only: it is read by files that mean loopsock's <winsock2.h>
// and by files that mean the system's <sys/socket.h>, and those never meet.
//
// Threads  one thread at a time per endpoint.
// Errors   std::runtime_error with a sentence. There are no time limits in here, which would cost something: the watchdog
//          ends what hangs.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace loopsock_bars {

class endpoint {
 public:
  endpoint() = default;
  endpoint(const endpoint&) = delete;
  endpoint& operator=(const endpoint&) = delete;
  virtual ~endpoint() = default;

  /// Sends all of `bytes`, blocking: one call, and more only where the first took less than everything.
  virtual void send_all(std::span<const std::byte> bytes) = 0;

  /// Receives what is there, at least one byte, blocking. 0 means that the peer will send no more.
  virtual std::size_t recv_some(std::span<std::byte> room) = 0;

  /// The peer reads what was sent and then the end. A second call does nothing.
  virtual void close() noexcept = 0;
};

/// The two ends of one connection.
struct connection {
  std::unique_ptr<endpoint> client;
  std::unique_ptr<endpoint> server;
};

}  // namespace loopsock_bars
