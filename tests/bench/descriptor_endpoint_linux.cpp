// descriptor_endpoint_linux: send and recv on sockets, write and read on pipes.
#include "descriptor_endpoint_linux.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace loopsock_bars {

void fail_natively(const char* call) {
  throw std::runtime_error(std::string("system: ") + call + ": " + std::strerror(errno));
}

descriptor_endpoint::descriptor_endpoint(int reads, int writes, bool spinning)
    : reads_(reads), writes_(writes), socket_(reads == writes), spinning_(spinning) {
  // A pipe has no MSG_NOSIGNAL.
  static const auto ignored = std::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(ignored);
}

void descriptor_endpoint::send_all(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = socket_ ? ::send(writes_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                              : ::write(writes_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_natively("send");
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

std::size_t descriptor_endpoint::recv_some(std::span<std::byte> room) {
  for (;;) {
    const ssize_t n = socket_ ? ::recv(reads_, room.data(), room.size(), spinning_ ? MSG_DONTWAIT : 0)
                              : ::read(reads_, room.data(), room.size());
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR && !(spinning_ && errno == EAGAIN)) fail_natively("recv");
  }
}

void descriptor_endpoint::close() noexcept {
  if (reads_ < 0) return;
  ::close(reads_);
  if (!socket_) ::close(writes_);
  reads_ = writes_ = -1;
}

}  // namespace loopsock_bars
