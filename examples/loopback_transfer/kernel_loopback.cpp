// kernel_loopback: POSIX sockets behind the neutral endpoint. Compiled without loopsock's headers; see the .hpp.
#include "kernel_loopback.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace loopback_transfer {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::runtime_error(std::string("kernel loopback: ") + call + ": " + std::strerror(errno));
}

class kernel_endpoint final : public endpoint {
 public:
  explicit kernel_endpoint(int fd) : fd_(fd) {
    if (fd_ < 0) fail("socket");
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

struct address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

address loopback_any_port(family which) {
  address at;
  if (which == family::ipv6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    at.size = sizeof v6;
    std::memcpy(&at.storage, &v6, sizeof v6);
  } else {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.size = sizeof v4;
    std::memcpy(&at.storage, &v4, sizeof v4);
  }
  return at;
}

void prepare(int fd) {
  const int on = 1;
  const timeval limit{patience.count(), 0};
  if (::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) fail("TCP_NODELAY");
  if (::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0) fail("SO_RCVTIMEO");
  if (::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) fail("SO_SNDTIMEO");
}

}  // namespace

connection open_kernel_loopback(family which) {
  address at = loopback_any_port(which);
  const int domain = at.storage.ss_family;

  kernel_endpoint listener(::socket(domain, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
  if (::bind(listener.fd(), at.get(), at.size) != 0) fail("bind");
  if (::listen(listener.fd(), 1) != 0) fail("listen");
  if (::getsockname(listener.fd(), at.get(), &at.size) != 0) fail("getsockname");

  // The connection is complete once it waits in the backlog, so one thread can make both ends, one after the other.
  auto client = std::make_unique<kernel_endpoint>(::socket(domain, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
  prepare(client->fd());
  if (::connect(client->fd(), at.get(), at.size) != 0) fail("connect");

  const int accepted = ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC);
  if (accepted < 0) fail("accept");
  auto server = std::make_unique<kernel_endpoint>(accepted);
  prepare(server->fd());
  return {std::move(client), std::move(server)};
}

}  // namespace loopback_transfer
