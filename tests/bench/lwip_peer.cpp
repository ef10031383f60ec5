// lwip_peer: bench_lwip.h behind the neutral endpoint.
#include "lwip_peer.hpp"

#include <stdexcept>
#include <utility>

#include "lwip_sockets/bench_lwip.h"

namespace loopsock_bars {
namespace {

class lwip_endpoint final : public endpoint {
 public:
  explicit lwip_endpoint(int s) : socket_(s) {}
  ~lwip_endpoint() override { close(); }

  void send_all(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const long n = ::bench_lwip_send(socket_, bytes.data(), bytes.size());
      if (n <= 0) throw std::runtime_error("lwIP: send failed");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  std::size_t recv_some(std::span<std::byte> room) override {
    const long n = ::bench_lwip_recv(socket_, room.data(), room.size());
    if (n < 0) throw std::runtime_error("lwIP: recv failed");
    return static_cast<std::size_t>(n);
  }

  void close() noexcept override {
    if (socket_ >= 0) ::bench_lwip_close(std::exchange(socket_, -1));
  }

 private:
  int socket_;
};

}  // namespace

connection open_lwip() {
  if (::bench_lwip_start() != 0) throw std::runtime_error("lwIP: did not start");
  int ends[2];
  if (::bench_lwip_pair(ends) != 0) throw std::runtime_error("lwIP: no connection");
  return {std::make_unique<lwip_endpoint>(ends[0]), std::make_unique<lwip_endpoint>(ends[1])};
}

}  // namespace loopsock_bars
