// started: Winsock for the length of a test, and sockets that close themselves.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <utility>

namespace winsock_test {

struct started {
  explicit started(WORD version = MAKEWORD(2, 2)) { result = WSAStartup(version, &data); }
  ~started() {
    if (result == 0) WSACleanup();
  }
  started(const started&) = delete;
  started& operator=(const started&) = delete;

  WSADATA data{};
  int result = 0;
};

class held_socket {
 public:
  held_socket() = default;
  explicit held_socket(SOCKET s) : s_(s) {}
  held_socket(held_socket&& other) noexcept : s_(std::exchange(other.s_, INVALID_SOCKET)) {}
  held_socket& operator=(held_socket&& other) noexcept {
    std::swap(s_, other.s_);
    return *this;
  }
  ~held_socket() { close(); }

  operator SOCKET() const { return s_; }
  void close() {
    if (s_ != INVALID_SOCKET) closesocket(std::exchange(s_, INVALID_SOCKET));
  }

 private:
  SOCKET s_ = INVALID_SOCKET;
};

inline held_socket tcp(int family = AF_INET) { return held_socket(socket(family, SOCK_STREAM, IPPROTO_TCP)); }
inline held_socket udp(int family = AF_INET) { return held_socket(socket(family, SOCK_DGRAM, IPPROTO_UDP)); }

/// 127.0.0.1 with that port, in host order.
inline sockaddr_in loopback(unsigned short port = 0) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return name;
}

inline sockaddr* plain(sockaddr_in& name) { return reinterpret_cast<sockaddr*>(&name); }
inline sockaddr* plain(sockaddr_in6& name) { return reinterpret_cast<sockaddr*>(&name); }

/// Binds to a free port of 127.0.0.1 and gives back the whole name.
inline sockaddr_in bind_somewhere(SOCKET s) {
  sockaddr_in name = loopback();
  int length = sizeof name;
  if (bind(s, plain(name), length) == 0) getsockname(s, plain(name), &length);
  return name;
}

inline held_socket listener(sockaddr_in& name, int backlog = 8) {
  held_socket s = tcp();
  name = bind_somewhere(s);
  listen(s, backlog);
  return s;
}

struct connected_pair {
  held_socket client, server;
};

inline connected_pair connect_pair() {
  sockaddr_in name;
  held_socket at = listener(name);
  connected_pair both;
  both.client = tcp();
  connect(both.client, plain(name), sizeof name);
  both.server = held_socket(accept(at, nullptr, nullptr));
  return both;
}

}  // namespace winsock_test
