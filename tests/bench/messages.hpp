// messages: whole messages over a stream, and a server that sends each back.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <vector>

#include "endpoint.hpp"

namespace loopsock_bars {

using message = std::vector<std::byte>;

/// Receives until `room` is full. False at the end of the stream.
inline bool recv_message(endpoint& from, std::span<std::byte> room) {
  while (!room.empty()) {
    const std::size_t n = from.recv_some(room);
    if (n == 0) return false;
    room = room.subspan(n);
  }
  return true;
}

/// Sends back what comes, until the client closes.
inline void serve_echoes(endpoint& server, std::size_t message_bytes) {
  for (message m(message_bytes); recv_message(server, m);) server.send_all(m);
}

/// The other side: sends numbered messages and looks whether the answer bears the same number.
class echo_client {
 public:
  echo_client(endpoint& over, std::size_t message_bytes)
      : over_(over), sent_(message_bytes), received_(message_bytes) {}

  void round_trip() {
    ++number_;
    std::memcpy(sent_.data(), &number_, sizeof number_);
    over_.send_all(sent_);
    if (!recv_message(over_, received_)) throw std::runtime_error("round trip: the server ended early");
    if (std::memcmp(received_.data(), &number_, sizeof number_) != 0)
      throw std::runtime_error("round trip: another answer than was sent");
  }

 private:
  endpoint& over_;
  message sent_, received_;
  std::uint64_t number_ = 0;
};

}  // namespace loopsock_bars
