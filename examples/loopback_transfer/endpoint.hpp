// endpoint: one end of a connected byte stream, whoever carries it.
//
// The transfer (transfer.cpp) is written against this and nothing else, so that the three ways over which it runs do
// exactly the same work. Standard library only: this header is read both by files that include loopsock's
// <winsock2.h> and by the one that includes the system's <sys/socket.h>, and those two never meet in one file.
//
// Threads  one endpoint belongs to one thread at a time.
// Errors   std::runtime_error with a sentence; a stuck peer is one too, after `patience`.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

namespace loopback_transfer {

/// How long a blocked send or recv waits for the peer before it is called an error: the program always ends by itself.
inline constexpr std::chrono::seconds patience{20};

enum class family { ipv4, ipv6 };

class endpoint {
 public:
  endpoint() = default;
  endpoint(const endpoint&) = delete;
  endpoint& operator=(const endpoint&) = delete;
  virtual ~endpoint() = default;

  /// Sends all of `bytes`, blocking: one send call, and more only where the first took less than everything.
  virtual void send_all(std::span<const std::byte> bytes) = 0;

  /// Receives what is there, at least one byte, blocking. 0 means that the peer will send no more.
  virtual std::size_t recv_some(std::span<std::byte> room) = 0;

  /// Closes. The peer reads what was sent and then the end. A second call does nothing.
  virtual void close() noexcept = 0;
};

/// The two ends of one connection.
struct connection {
  std::unique_ptr<endpoint> client;
  std::unique_ptr<endpoint> server;
};

}  // namespace loopback_transfer
