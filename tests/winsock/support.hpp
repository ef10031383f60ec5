// support: connections of both kinds for tests that speak Winsock, and what those tests look at.
//
// started.hpp has Winsock for the length of a test and sockets that close themselves; here are the fast path, both address
// families, waiting, options and the counters. Functions that other threads call (mark, names, waits, options) hold no
// state and check nothing: Catch2's macros belong to the test's own thread.
#pragma once

#include <mstcpip.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/path.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

namespace winsock_test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds soon{5000};        // long enough for anything that must happen
constexpr milliseconds briefly{40};       // long enough to see that nothing happens
constexpr milliseconds till_blocked{80};  // long enough for a thread that was started to be inside its call

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WINSOCK_TEST_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WINSOCK_TEST_SANITIZED 1
#endif
#ifdef WINSOCK_TEST_SANITIZED
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

/// Repetitions: sanitizers are ten times slower and count more, so they need fewer.
constexpr int times(int count) { return sanitized ? count / 10 : count; }

// ------------------------------------------------------------------------------------------------------------------ paths

/// Which connection a test is about.
struct shape {
  bool fast = false;
  bool v6 = false;
  std::string title() const { return std::string(fast ? "fast" : "ordinary") + (v6 ? " ::1" : " 127.0.0.1"); }
  int family() const { return v6 ? AF_INET6 : AF_INET; }
};

/// `const shape on = each_shape();` at the top runs a test on both paths and both families, each_path() on IPv4 alone.
inline shape each_shape() {
  const int which = GENERATE(0, 1, 2, 3);
  return {(which & 1) != 0, (which & 2) != 0};
}
inline shape each_path() { return {GENERATE(false, true), false}; }

inline bool mark(SOCKET s, bool on = true) {
  BOOL value = on ? TRUE : FALSE;
  DWORD bytes = 0;
  return WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &value, sizeof value, nullptr, 0, &bytes, nullptr, nullptr) == 0;
}

inline held_socket tcp_on(const shape& on) {
  held_socket s = tcp(on.family());
  if (on.fast) mark(s);
  return s;
}

inline loopsock_path_info path_of(SOCKET s) {
  loopsock_path_info info{};
  info.size = sizeof info;
  if (loopsock_query_path(s, &info) != 0) info.path = ~0u;
  return info;
}

inline bool is_on(SOCKET s, const shape& on) {
  return path_of(s).path == static_cast<std::uint32_t>(on.fast ? LOOPSOCK_PATH_FAST : LOOPSOCK_PATH_ORDINARY);
}

// ------------------------------------------------------------------------------------------------------------------ names

/// A socket address of either family.
struct socket_name {
  sockaddr_storage at{};
  int length = sizeof(sockaddr_storage);

  sockaddr* plain() { return reinterpret_cast<sockaddr*>(&at); }
  const sockaddr* plain() const { return reinterpret_cast<const sockaddr*>(&at); }
  std::uint16_t port() const {
    return ntohs(at.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(at).sin6_port
                                          : reinterpret_cast<const sockaddr_in&>(at).sin_port);
  }
  std::string text() const {
    char room[64] = "";
    if (at.ss_family == AF_INET6) {
      inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(at).sin6_addr, room, sizeof room);
    } else {
      inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(at).sin_addr, room, sizeof room);
    }
    return room;
  }
  friend bool operator==(const socket_name& a, const socket_name& b) {
    return a.at.ss_family == b.at.ss_family && a.port() == b.port() && a.text() == b.text();
  }
};

/// An address as text and a port; the text decides the family.
inline socket_name name_at(const char* address, std::uint16_t port) {
  socket_name name;
  if (std::strchr(address, ':') != nullptr) {
    auto& six = reinterpret_cast<sockaddr_in6&>(name.at);
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    inet_pton(AF_INET6, address, &six.sin6_addr);
    name.length = sizeof six;
  } else {
    auto& four = reinterpret_cast<sockaddr_in&>(name.at);
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    inet_pton(AF_INET, address, &four.sin_addr);
    name.length = sizeof four;
  }
  return name;
}
inline socket_name here(bool v6, std::uint16_t port = 0) { return name_at(v6 ? "::1" : "127.0.0.1", port); }

inline socket_name local_of(SOCKET s) {
  socket_name name;
  getsockname(s, name.plain(), &name.length);
  return name;
}
inline socket_name peer_of(SOCKET s) {
  socket_name name;
  getpeername(s, name.plain(), &name.length);
  return name;
}

inline int bind_to(SOCKET s, const socket_name& to) { return bind(s, to.plain(), to.length); }
inline int connect_to(SOCKET s, const socket_name& to) { return connect(s, to.plain(), to.length); }
/// Sends one byte to where `to` says.
inline int send_byte_to(SOCKET s, const socket_name& to) { return sendto(s, "x", 1, 0, to.plain(), to.length); }

// ----------------------------------------------------------------------------------------------------- listeners and pairs

struct open_door {
  held_socket s;
  socket_name at;
};

inline open_door listen_on(const shape& on, int backlog = SOMAXCONN) {
  open_door door;
  door.s = tcp_on(on);
  bind_to(door.s, here(on.v6));
  listen(door.s, backlog);
  door.at = local_of(door.s);
  return door;
}

/// A client connected through `door`, and its accepted end.
inline connected_pair pair_through(const open_door& door, const shape& on) {
  connected_pair both;
  both.client = tcp_on(on);
  if (connect_to(both.client, door.at) == 0) both.server = held_socket(accept(door.s, nullptr, nullptr));
  return both;
}
inline connected_pair pair_on(const shape& on) { return pair_through(listen_on(on), on); }

// ------------------------------------------------------------------------------------------------------ waiting and options

enum class ready_for { reading, writing, exceptions };

inline bool wait_for(SOCKET s, ready_for what, milliseconds time = soon) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(s, &set);
  timeval until{static_cast<long>(time.count() / 1000), static_cast<long>(time.count() % 1000) * 1000};
  return select(0, what == ready_for::reading ? &set : nullptr, what == ready_for::writing ? &set : nullptr,
                what == ready_for::exceptions ? &set : nullptr, &until) == 1;
}
inline bool is_ready(SOCKET s, ready_for what) { return wait_for(s, what, milliseconds{0}); }

inline bool set_nonblocking(SOCKET s, bool on = true) {
  u_long value = on ? 1 : 0;
  return ioctlsocket(s, static_cast<int>(FIONBIO), &value) == 0;
}
inline std::size_t unread(SOCKET s) {
  u_long bytes = 0;
  return ioctlsocket(s, static_cast<int>(FIONREAD), &bytes) == 0 ? bytes : ~std::size_t{0};
}

template <class T>
bool set_option(SOCKET s, int level, int option, const T& value) {
  return setsockopt(s, level, option, reinterpret_cast<const char*>(&value), sizeof value) == 0;
}
template <class T = int>
T get_option(SOCKET s, int level, int option) {
  T value{};
  int length = sizeof value;
  getsockopt(s, level, option, reinterpret_cast<char*>(&value), &length);
  return value;
}
inline bool set_linger(SOCKET s, bool on, unsigned short seconds) {
  linger value{};
  value.l_onoff = on ? 1 : 0;
  value.l_linger = seconds;
  return set_option(s, SOL_SOCKET, SO_LINGER, value);
}

/// 0, or the error of a call that answered SOCKET_ERROR.
inline int error_of(int answer) { return answer == SOCKET_ERROR ? WSAGetLastError() : 0; }

// ------------------------------------------------------------------------------------------------------------------- data

inline bool send_all(SOCKET s, const char* bytes, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    const int one = send(s, bytes + done, static_cast<int>(count - done), 0);
    if (one <= 0) return false;
    done += static_cast<std::size_t>(one);
  }
  return true;
}
inline bool send_all(SOCKET s, const std::string& text) { return send_all(s, text.data(), text.size()); }

/// Receives until `count` bytes are there, the stream ends or fails.
inline std::string receive_all(SOCKET s, std::size_t count) {
  std::string text(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const int one = recv(s, text.data() + done, static_cast<int>(count - done), 0);
    if (one <= 0) break;
    done += static_cast<std::size_t>(one);
  }
  text.resize(done);
  return text;
}
inline bool echoes(SOCKET from, SOCKET to) { return send_all(from, "ping") && receive_all(to, 4) == "ping"; }

/// Sends without blocking until no more is taken, `piece` bytes a call. The socket is non-blocking afterwards.
inline std::size_t fill(SOCKET s, std::size_t piece = 5000) {
  set_nonblocking(s);
  const std::string bytes(piece, 'f');
  std::size_t sum = 0;
  for (;;) {
    const int one = send(s, bytes.data(), static_cast<int>(bytes.size()), 0);
    if (one <= 0) return sum;
    sum += static_cast<std::size_t>(one);
  }
}

// --------------------------------------------------------------------------------------------------------------- counters

inline loopsock_counters counters() {
  loopsock_counters now{};
  now.size = sizeof now;
  loopsock_query_counters(&now);
  return now;
}

inline bool same_packets(const loopsock_counters& a, const loopsock_counters& b) {
  return a.ip_packets_sent == b.ip_packets_sent && a.ip_packets_received == b.ip_packets_received &&
         a.tcp_segments_sent == b.tcp_segments_sent && a.tcp_segments_received == b.tcp_segments_received;
}

/// The counters once nothing moves: an earlier test's connection may still be taking its leave.
inline loopsock_counters counters_at_rest() {
  loopsock_counters last = counters();
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(300ms);  // longer than a delayed ACK
    const loopsock_counters now = counters();
    if (same_packets(last, now)) return now;
    last = now;
  }
  return last;
}

}  // namespace winsock_test
