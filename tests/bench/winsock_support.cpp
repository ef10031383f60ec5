// winsock_support: see the header. Plain Winsock, but for the question which way a connection went.
#include "winsock_support.hpp"

#include <loopsock/path.h>
#include <mstcpip.h>
#include <ws2tcpip.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace loopsock_bars {
namespace {

constexpr unsigned first_port = 10000, last_port = 49151;

void without_delay(SOCKET s) {
  const BOOL on = TRUE;
  if (::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on) != 0)
    fail_winsock("TCP_NODELAY");
}

u_short next_port() {
  static std::atomic<unsigned> taken{0};
  return htons(static_cast<u_short>(first_port + taken.fetch_add(1) % (last_port - first_port + 1)));
}

sockaddr_in at_loopback(u_short port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = port;
  return address;
}

}  // namespace

void fail_winsock(const char* call) {
  throw std::runtime_error(std::string("loopsock: ") + call + ": Winsock error " + std::to_string(WSAGetLastError()));
}

SOCKET open_tcp(bool marked, int family) {
  const SOCKET s = ::socket(family, SOCK_STREAM, IPPROTO_TCP);
  if (s == INVALID_SOCKET) fail_winsock("socket");
  BOOL on = TRUE;
  DWORD bytes = 0;
  if (marked &&
      ::WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &bytes, nullptr, nullptr) == SOCKET_ERROR)
    fail_winsock("SIO_LOOPBACK_FAST_PATH");
  return s;
}

void bind_loopback(SOCKET s, sockaddr_in& address) {
  address = at_loopback(next_port());
  if (::bind(s, reinterpret_cast<sockaddr*>(&address), sizeof address) == SOCKET_ERROR) fail_winsock("bind");
}

void bind_dual_stack(SOCKET s, sockaddr_in& address) {
  address = at_loopback(next_port());
  const DWORD off = 0;
  if (::setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, reinterpret_cast<const char*>(&off), sizeof off) != 0)
    fail_winsock("IPV6_V6ONLY");
  sockaddr_in6 all{};
  all.sin6_family = AF_INET6;
  all.sin6_port = address.sin_port;
  if (::bind(s, reinterpret_cast<sockaddr*>(&all), sizeof all) == SOCKET_ERROR) fail_winsock("bind");
}

void require_path(SOCKET s, bool marked) {
  loopsock_path_info info{};
  info.size = sizeof info;
  if (::loopsock_query_path(s, &info) == SOCKET_ERROR) fail_winsock("loopsock_query_path");
  if (info.path != (marked ? LOOPSOCK_PATH_FAST : LOOPSOCK_PATH_ORDINARY))
    throw std::runtime_error("loopsock: a connection went the wrong way: path " + std::to_string(info.path) +
                             ", reason " + std::to_string(info.reason) +
                             "; is LOOPSOCK_FAST_PATH set in the environment?");
}

socket_pair open_pair(winsock_style style) {
  sockaddr_in address;
  const SOCKET listener = open_tcp(style.marked);
  bind_loopback(listener, address);
  if (::listen(listener, 1) == SOCKET_ERROR) fail_winsock("listen");

  // The connection is complete once it waits in the backlog, so one thread can make both ends, one after the other.
  socket_pair ends;
  ends.client = open_tcp(style.marked);
  if (::connect(ends.client, reinterpret_cast<sockaddr*>(&address), sizeof address) == SOCKET_ERROR)
    fail_winsock("connect");
  ends.server = ::accept(listener, nullptr, nullptr);
  if (ends.server == INVALID_SOCKET) fail_winsock("accept");
  ::closesocket(listener);

  for (const SOCKET s : {ends.client, ends.server}) {
    if (!style.nagle) without_delay(s);
    require_path(s, style.marked);
  }
  return ends;
}

}  // namespace loopsock_bars
