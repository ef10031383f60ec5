// winsock_carrier: loopsock through its Winsock calls, on either path.
#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/filter.h>
#include <loopsock/path.h>

#include <cstring>
#include <stdexcept>

#include "tests/contract/carrier.hpp"

namespace contract {
namespace {

outcome last_outcome() {
  switch (WSAGetLastError()) {
    case WSAEWOULDBLOCK: return outcome::would_block;
    case WSAECONNRESET: return outcome::reset;
    case WSAECONNABORTED: return outcome::aborted;
    case WSAECONNREFUSED: return outcome::refused;
    case WSAETIMEDOUT: return outcome::timed_out;
    case WSAESHUTDOWN: return outcome::shut_down;
    case WSAENOTCONN: return outcome::not_connected;
    case WSAEINTR: return outcome::interrupted;
    case WSAEINVAL: return outcome::invalid;
    default: return outcome::other;
  }
}

result of(int returned) {
  return returned == SOCKET_ERROR ? result{0, last_outcome()} : result{static_cast<std::size_t>(returned), outcome::ok};
}

int winsock_flags(unsigned f) {
  return ((f & peek) != 0 ? MSG_PEEK : 0) | ((f & urgent) != 0 ? MSG_OOB : 0) | ((f & wait_all) != 0 ? MSG_WAITALL : 0);
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

bool wait_for(SOCKET s, int which, std::chrono::milliseconds time) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(s, &set);
  timeval until{static_cast<long>(time.count() / 1000), static_cast<long>(time.count() % 1000) * 1000};
  return select(0, which == 0 ? &set : nullptr, which == 1 ? &set : nullptr, which == 2 ? &set : nullptr, &until) == 1;
}

class winsock_stream final : public stream {
 public:
  explicit winsock_stream(SOCKET s) : s_(s) {}
  ~winsock_stream() override { winsock_stream::close(); }

  result send(std::span<const std::byte> bytes, unsigned flags) override {
    return of(
        ::send(s_, reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()), winsock_flags(flags)));
  }
  result receive(std::span<std::byte> into, unsigned flags) override {
    return of(::recv(s_, reinterpret_cast<char*>(into.data()), static_cast<int>(into.size()), winsock_flags(flags)));
  }
  outcome finish_sending() override { return ::shutdown(s_, SD_SEND) == 0 ? outcome::ok : last_outcome(); }
  outcome stop_receiving() override { return ::shutdown(s_, SD_RECEIVE) == 0 ? outcome::ok : last_outcome(); }
  void close() override {
    if (s_ != INVALID_SOCKET) closesocket(s_);
    s_ = INVALID_SOCKET;
  }
  void abort() override {
    const linger now{1, 0};
    set(SOL_SOCKET, SO_LINGER, now);
    close();
  }
  void set_nonblocking(bool on) override {
    u_long value = on ? 1 : 0;
    ioctlsocket(s_, FIONBIO, &value);
  }
  void set_receive_buffer(int bytes) override { set(SOL_SOCKET, SO_RCVBUF, bytes); }
  void set_receive_timeout(std::chrono::milliseconds time) override {
    set(SOL_SOCKET, SO_RCVTIMEO, static_cast<DWORD>(time.count()));
  }
  void set_send_timeout(std::chrono::milliseconds time) override {
    set(SOL_SOCKET, SO_SNDTIMEO, static_cast<DWORD>(time.count()));
  }
  void set_urgent_inline(bool on) override { set(SOL_SOCKET, SO_OOBINLINE, on ? 1 : 0); }
  std::size_t unread() override {
    u_long bytes = 0;
    ioctlsocket(s_, FIONREAD, &bytes);
    return bytes;
  }
  bool wait_readable(std::chrono::milliseconds time) override { return wait_for(s_, 0, time); }
  bool wait_writable(std::chrono::milliseconds time) override { return wait_for(s_, 1, time); }
  bool wait_urgent(std::chrono::milliseconds time) override { return wait_for(s_, 2, time); }
  name local() override {
    sockaddr_storage at{};
    int size = sizeof at;
    getsockname(s_, reinterpret_cast<sockaddr*>(&at), &size);
    return name_of(at);
  }
  name remote() override {
    sockaddr_storage at{};
    int size = sizeof at;
    getpeername(s_, reinterpret_cast<sockaddr*>(&at), &size);
    return name_of(at);
  }
  SOCKET get() const { return s_; }

 private:
  template <class T>
  void set(int level, int option, const T& value) {
    if (setsockopt(s_, level, option, reinterpret_cast<const char*>(&value), sizeof value) != 0) {
      throw std::runtime_error("setsockopt: " + std::to_string(WSAGetLastError()));
    }
  }
  SOCKET s_;
};

class winsock_acceptor final : public acceptor {
 public:
  explicit winsock_acceptor(SOCKET s) : s_(s) {}
  ~winsock_acceptor() override { closesocket(s_); }
  std::unique_ptr<stream> accept() override {
    const SOCKET s = ::accept(s_, nullptr, nullptr);
    return s != INVALID_SOCKET ? std::make_unique<winsock_stream>(s) : nullptr;
  }
  std::uint16_t port() override {
    sockaddr_storage at{};
    int size = sizeof at;
    getsockname(s_, reinterpret_cast<sockaddr*>(&at), &size);
    return name_of(at).port;
  }
  bool wait_readable(std::chrono::milliseconds time) override { return wait_for(s_, 0, time); }

 private:
  SOCKET s_;
};

class winsock_carrier : public carrier {
 public:
  winsock_carrier(bool fast, bool v6) : fast_(fast), v6_(v6) {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) throw std::runtime_error("WSAStartup");
  }
  ~winsock_carrier() override { WSACleanup(); }
  std::string_view title() const override {
    return fast_ ? (v6_ ? "fast ::1" : "fast") : (v6_ ? "ordinary ::1" : "ordinary");
  }
  bool ours() const override { return true; }

  std::unique_ptr<acceptor> listen(int backlog, int receive_buffer) override {
    const SOCKET s = fresh();
    if (receive_buffer != 0) {
      setsockopt(s, SOL_SOCKET, SO_RCVBUF, reinterpret_cast<const char*>(&receive_buffer), sizeof receive_buffer);
    }
    const sockaddr_storage at = address(0);
    if (bind(s, reinterpret_cast<const sockaddr*>(&at), size()) != 0 || ::listen(s, backlog) != 0) {
      throw std::runtime_error("listen: " + std::to_string(WSAGetLastError()));
    }
    return std::make_unique<winsock_acceptor>(s);
  }

  std::unique_ptr<stream> connect(std::uint16_t port, outcome& how) override {
    auto made = std::make_unique<winsock_stream>(fresh());
    const sockaddr_storage at = address(port);
    if (::connect(made->get(), reinterpret_cast<const sockaddr*>(&at), size()) != 0) {
      how = last_outcome();
      return nullptr;
    }
    how = outcome::ok;
    return made;
  }

  bool is_on_path(stream& s) override {
    loopsock_path_info info{};
    info.size = sizeof info;
    if (loopsock_query_path(static_cast<winsock_stream&>(s).get(), &info) != 0) return false;
    return info.path == static_cast<std::uint32_t>(fast_ ? LOOPSOCK_PATH_FAST : LOOPSOCK_PATH_ORDINARY);
  }

 private:
  SOCKET fresh() const {
    const SOCKET s = socket(v6_ ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (s == INVALID_SOCKET) throw std::runtime_error("socket: " + std::to_string(WSAGetLastError()));
    BOOL on = TRUE;
    DWORD bytes = 0;
    if (fast_ && WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &bytes, nullptr, nullptr) != 0) {
      throw std::runtime_error("SIO_LOOPBACK_FAST_PATH: " + std::to_string(WSAGetLastError()));
    }
    return s;
  }
  int size() const { return v6_ ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }
  sockaddr_storage address(std::uint16_t port) const {
    sockaddr_storage at{};
    if (v6_) {
      auto& six = reinterpret_cast<sockaddr_in6&>(at);
      six.sin6_family = AF_INET6;
      six.sin6_port = htons(port);
      six.sin6_addr.s6_addr[15] = 1;
    } else {
      auto& four = reinterpret_cast<sockaddr_in&>(at);
      four.sin_family = AF_INET;
      four.sin_port = htons(port);
      four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    return at;
  }
  bool fast_, v6_;
};

class filtered_carrier final : public winsock_carrier {
 public:
  filtered_carrier() : winsock_carrier(false, false) {
    loopsock_filter filter{};
    filter.size = sizeof filter;
    filter.layers = LOOPSOCK_LAYER_STREAM | LOOPSOCK_LAYER_ACCEPT;
    filter.accept = [](void*, const loopsock_flow*) { return LOOPSOCK_PERMIT; };
    filter.stream = [](void*, const loopsock_flow*, const loopsock_stream_data*) { return LOOPSOCK_PERMIT; };
    if (loopsock_add_filter(&filter, &filter_) != 0) throw std::runtime_error("loopsock_add_filter");
  }
  ~filtered_carrier() override { loopsock_remove_filter(filter_); }
  std::string_view title() const override { return "ordinary, filtered"; }

 private:
  loopsock_filter_id filter_ = 0;
};

}  // namespace

std::unique_ptr<carrier> make_filtered_carrier() { return std::make_unique<filtered_carrier>(); }

std::unique_ptr<carrier> make_winsock_carrier(bool fast, bool v6) {
  return std::make_unique<winsock_carrier>(fast, v6);
}

}  // namespace contract
