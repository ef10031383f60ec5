// descriptor_endpoint_linux: file descriptors behind the neutral endpoint: one for both directions (sockets) or one for each
// (pipes). For files that are compiled without loopsock's drop-in headers.
#pragma once

#include "endpoint.hpp"

namespace loopsock_bars {

/// Throws std::runtime_error with what failed and errno in words.
[[noreturn]] void fail_natively(const char* call);

class descriptor_endpoint final : public endpoint {
 public:
  /// Takes both over; they may be the same. `spinning`: reads ask again and again instead of sleeping (sockets only).
  descriptor_endpoint(int reads, int writes, bool spinning);
  ~descriptor_endpoint() override { close(); }

  void send_all(std::span<const std::byte> bytes) override;
  std::size_t recv_some(std::span<std::byte> room) override;
  void close() noexcept override;

 private:
  int reads_;
  int writes_;
  bool socket_;
  bool spinning_;
};

}  // namespace loopsock_bars
