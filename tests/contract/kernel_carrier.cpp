// kernel_carrier: the operating system's own TCP over its own loopback, as the suite's third opinion. Compiled without
// loopsock's headers.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "tests/contract/carrier.hpp"

namespace contract {
namespace {

outcome last_outcome() {
  switch (errno) {
    case EAGAIN: return outcome::would_block;
    case ECONNRESET: return outcome::reset;
    case ECONNABORTED: return outcome::aborted;
    case ECONNREFUSED: return outcome::refused;
    case EPIPE: return outcome::shut_down;
    case ENOTCONN: return outcome::not_connected;
    case EINVAL: return outcome::invalid;
    default: return outcome::other;
  }
}

result of(ssize_t returned) {
  return returned < 0 ? result{0, last_outcome()} : result{static_cast<std::size_t>(returned), outcome::ok};
}

int kernel_flags(unsigned f) {
  return MSG_NOSIGNAL | ((f & peek) != 0 ? MSG_PEEK : 0) | ((f & urgent) != 0 ? MSG_OOB : 0) |
         ((f & wait_all) != 0 ? MSG_WAITALL : 0);
}

name name_of(const sockaddr_storage& at) {
  char text[64] = "";
  if (at.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(at);
    inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    return {text, ntohs(six.sin6_port)};
  }
  const auto& four = reinterpret_cast<const sockaddr_in&>(at);
  inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
  return {text, ntohs(four.sin_port)};
}

bool wait_for(int s, short what, std::chrono::milliseconds time) {
  pollfd one{s, what, 0};
  return poll(&one, 1, static_cast<int>(time.count())) == 1 && (one.revents & (what | POLLHUP | POLLERR)) != 0;
}

class kernel_stream final : public stream {
 public:
  explicit kernel_stream(int s) : s_(s) {}
  ~kernel_stream() override { kernel_stream::close(); }

  result send(std::span<const std::byte> bytes, unsigned flags) override {
    const result r = of(::send(s_, bytes.data(), bytes.size(), kernel_flags(flags)));
    return r.how == outcome::would_block && timed_ ? result{0, outcome::timed_out} : r;
  }
  result receive(std::span<std::byte> into, unsigned flags) override {
    const result r = of(::recv(s_, into.data(), into.size(), kernel_flags(flags)));
    return r.how == outcome::would_block && timed_ ? result{0, outcome::timed_out} : r;
  }
  outcome finish_sending() override { return ::shutdown(s_, SHUT_WR) == 0 ? outcome::ok : last_outcome(); }
  outcome stop_receiving() override { return ::shutdown(s_, SHUT_RD) == 0 ? outcome::ok : last_outcome(); }
  void close() override {
    if (s_ >= 0) ::close(s_);
    s_ = -1;
  }
  void abort() override {
    set(SO_LINGER, linger{1, 0});
    close();
  }
  void set_nonblocking(bool on) override { fcntl(s_, F_SETFL, on ? O_NONBLOCK : 0); }
  void set_receive_buffer(int bytes) override { set(SO_RCVBUF, bytes); }
  void set_receive_timeout(std::chrono::milliseconds time) override { set_time(SO_RCVTIMEO, time); }
  void set_send_timeout(std::chrono::milliseconds time) override { set_time(SO_SNDTIMEO, time); }
  void set_urgent_inline(bool on) override { set(SO_OOBINLINE, on ? 1 : 0); }
  std::size_t unread() override {
    int bytes = 0;
    ioctl(s_, FIONREAD, &bytes);
    return static_cast<std::size_t>(bytes);
  }
  bool wait_readable(std::chrono::milliseconds time) override { return wait_for(s_, POLLIN, time); }
  bool wait_writable(std::chrono::milliseconds time) override { return wait_for(s_, POLLOUT, time); }
  bool wait_urgent(std::chrono::milliseconds time) override { return wait_for(s_, POLLPRI, time); }
  name local() override {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    getsockname(s_, reinterpret_cast<sockaddr*>(&at), &size);
    return name_of(at);
  }
  name remote() override {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    getpeername(s_, reinterpret_cast<sockaddr*>(&at), &size);
    return name_of(at);
  }

 private:
  template <class T>
  void set(int option, const T& value) {
    if (setsockopt(s_, SOL_SOCKET, option, &value, sizeof value) != 0) throw std::runtime_error("setsockopt");
  }
  void set_time(int option, std::chrono::milliseconds time) {
    set(option, timeval{time.count() / 1000, time.count() % 1000 * 1000});
    timed_ = time.count() != 0;
  }
  int s_;
  bool timed_ = false;
};

class kernel_acceptor final : public acceptor {
 public:
  explicit kernel_acceptor(int s) : s_(s) {}
  ~kernel_acceptor() override { ::close(s_); }
  std::unique_ptr<stream> accept() override {
    const int s = ::accept(s_, nullptr, nullptr);
    return s >= 0 ? std::make_unique<kernel_stream>(s) : nullptr;
  }
  std::uint16_t port() override {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    getsockname(s_, reinterpret_cast<sockaddr*>(&at), &size);
    return name_of(at).port;
  }
  bool wait_readable(std::chrono::milliseconds time) override { return wait_for(s_, POLLIN, time); }

 private:
  int s_;
};

class kernel_carrier final : public carrier {
 public:
  explicit kernel_carrier(bool v6) : v6_(v6) {}
  std::string_view title() const override { return v6_ ? "kernel ::1" : "kernel"; }
  bool ours() const override { return false; }
  bool is_on_path(stream&) override { return true; }

  std::unique_ptr<acceptor> listen(int backlog, int receive_buffer) override {
    const int s = fresh();
    if (receive_buffer != 0) setsockopt(s, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const sockaddr_storage at = address(0);
    if (bind(s, reinterpret_cast<const sockaddr*>(&at), size()) != 0 || ::listen(s, backlog) != 0) {
      throw std::runtime_error("listen");
    }
    return std::make_unique<kernel_acceptor>(s);
  }

  std::unique_ptr<stream> connect(std::uint16_t port, outcome& how) override {
    const int s = fresh();
    auto made = std::make_unique<kernel_stream>(s);
    const sockaddr_storage at = address(port);
    if (::connect(s, reinterpret_cast<const sockaddr*>(&at), size()) != 0) {
      how = last_outcome();
      return nullptr;
    }
    how = outcome::ok;
    return made;
  }

 private:
  int fresh() const {
    const int s = socket(v6_ ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (s < 0) throw std::runtime_error("socket");
    return s;
  }
  socklen_t size() const { return v6_ ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }
  sockaddr_storage address(std::uint16_t port) const {
    sockaddr_storage at{};
    if (v6_) {
      auto& six = reinterpret_cast<sockaddr_in6&>(at);
      six.sin6_family = AF_INET6;
      six.sin6_port = htons(port);
      six.sin6_addr = in6addr_loopback;
    } else {
      auto& four = reinterpret_cast<sockaddr_in&>(at);
      four.sin_family = AF_INET;
      four.sin_port = htons(port);
      four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    return at;
  }
  bool v6_;
};

}  // namespace

std::unique_ptr<carrier> make_kernel_carrier(bool v6) { return std::make_unique<kernel_carrier>(v6); }

}  // namespace contract
