// winsock_loopback: plain Winsock behind the neutral endpoint. Nothing here is special to loopsock but the question at
// the end, which Windows cannot answer: which way did the connection go?
#include "winsock_loopback.hpp"

#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/path.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <utility>

#include "path_words.hpp"

namespace loopback_transfer {
namespace {

[[noreturn]] void fail(const char* call) {
  throw std::runtime_error(std::string("loopsock: ") + call + ": Winsock error " + std::to_string(WSAGetLastError()));
}

int as_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max())); }

class winsock_endpoint final : public endpoint {
 public:
  explicit winsock_endpoint(SOCKET s) : socket_(s) {
    if (socket_ == INVALID_SOCKET) fail("socket");
  }
  ~winsock_endpoint() override { close(); }

  SOCKET handle() const { return socket_; }

  void send_all(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const int n = ::send(socket_, reinterpret_cast<const char*>(bytes.data()), as_int(bytes.size()), 0);
      if (n == SOCKET_ERROR) fail("send");
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
  }

  std::size_t recv_some(std::span<std::byte> room) override {
    const int n = ::recv(socket_, reinterpret_cast<char*>(room.data()), as_int(room.size()), 0);
    if (n == SOCKET_ERROR) fail("recv");
    return static_cast<std::size_t>(n);
  }

  void close() noexcept override {
    if (socket_ != INVALID_SOCKET) ::closesocket(std::exchange(socket_, INVALID_SOCKET));
  }

 private:
  SOCKET socket_;
};

struct address {
  sockaddr_storage storage{};
  int size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

address loopback_any_port(family which) {
  address at;
  if (which == family::ipv6) {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_addr = in6addr_loopback;
    at.size = static_cast<int>(sizeof v6);
    std::memcpy(&at.storage, &v6, sizeof v6);
  } else {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.size = static_cast<int>(sizeof v4);
    std::memcpy(&at.storage, &v4, sizeof v4);
  }
  return at;
}

void prepare(SOCKET s) {
  const BOOL on = TRUE;
  const DWORD limit = static_cast<DWORD>(std::chrono::milliseconds(patience).count());
  const auto* on_bytes = reinterpret_cast<const char*>(&on);
  const auto* limit_bytes = reinterpret_cast<const char*>(&limit);
  if (::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, on_bytes, sizeof on) != 0) fail("TCP_NODELAY");
  if (::setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, limit_bytes, sizeof limit) != 0) fail("SO_RCVTIMEO");
  if (::setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, limit_bytes, sizeof limit) != 0) fail("SO_SNDTIMEO");
}

// The whole of what a program does to ask for the fast path.
void ask_for_fast_path(SOCKET s) {
  BOOL on = TRUE;
  DWORD bytes = 0;
  if (::WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &bytes, nullptr, nullptr) == SOCKET_ERROR)
    fail("SIO_LOOPBACK_FAST_PATH");
}

loopsock_path_info ask_path(SOCKET s) {
  loopsock_path_info info{};
  info.size = sizeof info;
  if (::loopsock_query_path(s, &info) == SOCKET_ERROR) fail("loopsock_query_path");
  return info;
}

}  // namespace

winsock_connection open_winsock_loopback(family which, ioctl_on marked) {
  address at = loopback_any_port(which);
  const int domain = at.storage.ss_family;

  winsock_endpoint listener(::socket(domain, SOCK_STREAM, IPPROTO_TCP));
  if (marked == ioctl_on::both) ask_for_fast_path(listener.handle());
  if (::bind(listener.handle(), at.get(), at.size) == SOCKET_ERROR) fail("bind");
  if (::listen(listener.handle(), 1) == SOCKET_ERROR) fail("listen");
  if (::getsockname(listener.handle(), at.get(), &at.size) == SOCKET_ERROR) fail("getsockname");

  // The connection is complete once it waits in the backlog, so one thread can make both ends, one after the other.
  auto client = std::make_unique<winsock_endpoint>(::socket(domain, SOCK_STREAM, IPPROTO_TCP));
  if (marked != ioctl_on::neither) ask_for_fast_path(client->handle());
  prepare(client->handle());
  if (::connect(client->handle(), at.get(), at.size) == SOCKET_ERROR) fail("connect");

  const SOCKET accepted = ::accept(listener.handle(), nullptr, nullptr);
  if (accepted == INVALID_SOCKET) fail("accept");
  auto server = std::make_unique<winsock_endpoint>(accepted);
  prepare(server->handle());

  const loopsock_path_info asked = ask_path(client->handle());
  const loopsock_path_info answered = ask_path(server->handle());
  route taken;
  taken.fast = asked.path == LOOPSOCK_PATH_FAST && answered.path == LOOPSOCK_PATH_FAST;
  taken.path = asked.path == answered.path ? words_for_path(asked.path) : "disputed";
  taken.why = words_for_reason(asked.path, asked.reason);
  return {{std::move(client), std::move(server)}, std::move(taken)};
}

}  // namespace loopback_transfer
