// winsock_peer: send, recv and closesocket behind the neutral endpoint.
#include "winsock_peer.hpp"

#include <winsock2.h>

#include <utility>

namespace loopsock_bars {
namespace {

class winsock_endpoint final : public endpoint {
 public:
  explicit winsock_endpoint(SOCKET s) : socket_(s) {}
  ~winsock_endpoint() override { close(); }

  void send_all(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const int n = ::send(socket_, reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()), 0);
      if (n == SOCKET_ERROR) fail_winsock("send");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  std::size_t recv_some(std::span<std::byte> room) override {
    const int n = ::recv(socket_, reinterpret_cast<char*>(room.data()), static_cast<int>(room.size()), 0);
    if (n == SOCKET_ERROR) fail_winsock("recv");
    return static_cast<std::size_t>(n);
  }

  void close() noexcept override {
    if (socket_ != INVALID_SOCKET) ::closesocket(std::exchange(socket_, INVALID_SOCKET));
  }

 private:
  SOCKET socket_;
};

}  // namespace

std::unique_ptr<endpoint> wrap_winsock(SOCKET s) { return std::make_unique<winsock_endpoint>(s); }

connection open_winsock(winsock_style style) {
  const socket_pair ends = open_pair(style);
  return {wrap_winsock(ends.client), wrap_winsock(ends.server)};
}

}  // namespace loopsock_bars
