// winsock_support: see the header. Plain Winsock, but for the question which way a connection went.
#include "winsock_support.hpp"

#include <loopsock/path.h>
#include <mstcpip.h>
#include <ws2tcpip.h>

#include <stdexcept>
#include <string>

namespace loopsock_bars {
namespace {

void without_delay(SOCKET s) {
  const BOOL on = TRUE;
  if (::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on) != 0)
    fail_winsock("TCP_NODELAY");
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

}  // namespace

void fail_winsock(const char* call) {
  throw std::runtime_error(std::string("loopsock: ") + call + ": Winsock error " + std::to_string(WSAGetLastError()));
}

SOCKET open_tcp(bool marked) {
  const SOCKET s = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (s == INVALID_SOCKET) fail_winsock("socket");
  BOOL on = TRUE;
  DWORD bytes = 0;
  if (marked &&
      ::WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &on, sizeof on, nullptr, 0, &bytes, nullptr, nullptr) == SOCKET_ERROR)
    fail_winsock("SIO_LOOPBACK_FAST_PATH");
  return s;
}

void bind_loopback(SOCKET s, sockaddr_in& address) {
  address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int size = sizeof address;
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  if (::bind(s, name, size) == SOCKET_ERROR) fail_winsock("bind");
  if (::getsockname(s, name, &size) == SOCKET_ERROR) fail_winsock("getsockname");
}

socket_pair open_pair(bool marked) {
  sockaddr_in address;
  const SOCKET listener = open_tcp(marked);
  bind_loopback(listener, address);
  if (::listen(listener, 1) == SOCKET_ERROR) fail_winsock("listen");

  // The connection is complete once it waits in the backlog, so one thread can make both ends, one after the other.
  socket_pair ends;
  ends.client = open_tcp(marked);
  if (::connect(ends.client, reinterpret_cast<sockaddr*>(&address), sizeof address) == SOCKET_ERROR)
    fail_winsock("connect");
  ends.server = ::accept(listener, nullptr, nullptr);
  if (ends.server == INVALID_SOCKET) fail_winsock("accept");
  ::closesocket(listener);

  for (const SOCKET s : {ends.client, ends.server}) {
    without_delay(s);
    require_path(s, marked);
  }
  return ends;
}

}  // namespace loopsock_bars
