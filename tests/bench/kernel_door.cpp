// kernel_door: see door.hpp. The listener is at all addresses and the clients go to 127.0.0.1, .2, … in turn: each has ports
// of its own to come from, so that the kernel is not held up by those of its earlier connections that are in TIME_WAIT.
#include "kernel_door.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "descriptor_endpoint_linux.hpp"

namespace loopsock_bars {
namespace {

constexpr unsigned addresses = 64;

void send_64(int fd, const char* bytes) {
  if (::send(fd, bytes, 64, MSG_NOSIGNAL) != 64) fail_natively("send");
}

void recv_64(int fd, char* room) {
  if (::recv(fd, room, 64, MSG_WAITALL) != 64) fail_natively("recv");
}

class kernel_door final : public door {
 public:
  kernel_door() {
    address_.sin_family = AF_INET;
    socklen_t size = sizeof address_;
    auto* const name = reinterpret_cast<sockaddr*>(&address_);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    if (listener_ < 0) fail_natively("socket");
    if (::bind(listener_, name, size) != 0) fail_natively("bind");
    if (::listen(listener_, backlog) != 0) fail_natively("listen");
    if (::getsockname(listener_, name, &size) != 0) fail_natively("getsockname");
  }
  ~kernel_door() override { ::close(listener_); }

  void visit(errand what) override {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0) fail_natively("socket");
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK + visits_++ % addresses);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address_), sizeof address_) != 0) fail_natively("connect");
    if (what == errand::request) {
      char bytes[64] = {};
      send_64(fd, bytes);
      recv_64(fd, bytes);
    }
    ::close(fd);
  }

  void receive(errand what) override {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) fail_natively("accept");
    if (what == errand::request) {
      char bytes[64];
      recv_64(fd, bytes);
      send_64(fd, bytes);
    }
    ::close(fd);
  }

  // The listening end of shutdown wakes who waits in accept.
  void shut() noexcept override { ::shutdown(listener_, SHUT_RDWR); }

 private:
  int listener_ = -1;
  sockaddr_in address_{};
  unsigned visits_ = 0;
};

}  // namespace

std::unique_ptr<door> open_kernel_door() { return std::make_unique<kernel_door>(); }

}  // namespace loopsock_bars
