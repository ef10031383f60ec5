// kernel_peer: POSIX sockets behind the neutral endpoint. Compiled without loopsock's headers; see the .hpp.
#include "kernel_peer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace loopsock_bars {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::runtime_error(std::string("kernel: ") + call + ": " + std::strerror(errno));
}

class kernel_endpoint final : public endpoint {
 public:
  explicit kernel_endpoint(int fd) : fd_(fd) {
    if (fd_ < 0) fail("socket");
    const int on = 1;
    if (::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) fail("TCP_NODELAY");
  }
  ~kernel_endpoint() override { close(); }

  int fd() const { return fd_; }

  void send_all(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail("send");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  std::size_t recv_some(std::span<std::byte> room) override {
    for (;;) {
      const ssize_t n = ::recv(fd_, room.data(), room.size(), 0);
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) fail("recv");
    }
  }

  void close() noexcept override {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

std::unique_ptr<kernel_endpoint> open_tcp() {
  return std::make_unique<kernel_endpoint>(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
}

}  // namespace

connection open_kernel() {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* const name = reinterpret_cast<sockaddr*>(&at);

  const auto listener = open_tcp();
  if (::bind(listener->fd(), name, size) != 0) fail("bind");
  if (::listen(listener->fd(), 1) != 0) fail("listen");
  if (::getsockname(listener->fd(), name, &size) != 0) fail("getsockname");

  auto client = open_tcp();
  if (::connect(client->fd(), name, size) != 0) fail("connect");
  auto server = std::make_unique<kernel_endpoint>(::accept4(listener->fd(), nullptr, nullptr, SOCK_CLOEXEC));
  return {std::move(client), std::move(server)};
}

}  // namespace loopsock_bars
