// kernel_peer: POSIX sockets. Compiled without loopsock's headers; see the .hpp. Spinning flatters the kernel where a
// processor can be spared for it: it pays for no wake-up, only for its protocol and the system calls.
#include "kernel_peer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "descriptor_endpoint_linux.hpp"

namespace loopsock_bars {
namespace {

int open_tcp() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0) fail_natively("socket");
  return fd;
}

std::unique_ptr<endpoint> wrap(int fd, kernel_style style) {
  if (fd < 0) fail_natively("accept");
  const int on = 1;
  if (style != kernel_style::nagle && ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
    fail_natively("TCP_NODELAY");
  return std::make_unique<descriptor_endpoint>(fd, fd, style == kernel_style::spinning);
}

}  // namespace

connection open_kernel(kernel_style style) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* const name = reinterpret_cast<sockaddr*>(&at);

  const int listener = open_tcp();
  if (::bind(listener, name, size) != 0) fail_natively("bind");
  if (::listen(listener, 1) != 0) fail_natively("listen");
  if (::getsockname(listener, name, &size) != 0) fail_natively("getsockname");

  const int client = open_tcp();
  if (::connect(client, name, size) != 0) fail_natively("connect");
  connection ends{wrap(client, style), wrap(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC), style)};
  ::close(listener);
  return ends;
}

}  // namespace loopsock_bars
