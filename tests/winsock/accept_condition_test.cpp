// WSAAccept: what a condition function sees, says, and may not do.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstring>

#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

namespace {

struct seen {
  int answer = CF_ACCEPT;
  int calls = 0;
  sockaddr_in caller{}, callee{};
  SOCKET listener = INVALID_SOCKET;
  int inner_error = 0;
};

int CALLBACK condition(LPWSABUF caller, LPWSABUF caller_data, LPQOS, LPQOS, LPWSABUF callee, LPWSABUF callee_data,
                       GROUP*, DWORD_PTR data) {
  seen& out = *reinterpret_cast<seen*>(data);
  ++out.calls;
  if (caller->len == sizeof out.caller) std::memcpy(&out.caller, caller->buf, sizeof out.caller);
  if (callee->len == sizeof out.callee) std::memcpy(&out.callee, callee->buf, sizeof out.callee);
  if (caller_data->len != 0 || callee_data->len != 0) return -1;
  if (accept(out.listener, nullptr, nullptr) == INVALID_SOCKET) out.inner_error = WSAGetLastError();
  return out.answer;
}

struct scene {
  scene() {
    at = listener(name);
    client = tcp();
    connected = connect(client, plain(name), sizeof name) == 0;
    what.listener = at;
  }
  SOCKET ask(int answer) {
    what.answer = answer;
    return WSAAccept(at, nullptr, nullptr, &condition, reinterpret_cast<DWORD_PTR>(&what));
  }

  started winsock;
  sockaddr_in name;
  held_socket at, client;
  bool connected = false;
  seen what;
};

}  // namespace

TEST_CASE("condition function: it sees both ends and accepts") {
  scene s;
  REQUIRE(s.connected);
  held_socket server(s.ask(CF_ACCEPT));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(s.what.calls == 1);
  CHECK(s.what.callee.sin_port == s.name.sin_port);
  sockaddr_in own{};
  int length = sizeof own;
  REQUIRE(getsockname(s.client, plain(own), &length) == 0);
  CHECK(s.what.caller.sin_port == own.sin_port);
  CHECK(s.what.caller.sin_addr.s_addr == own.sin_addr.s_addr);
}

TEST_CASE("condition function: a call inside answers WSAEINPROGRESS, and the same call afterwards works") {
  scene s;
  held_socket server(s.ask(CF_ACCEPT));
  CHECK(s.what.inner_error == WSAEINPROGRESS);
  CHECK(send(server, "x", 1, 0) == 1);
}

TEST_CASE("condition function: a rejection is WSAECONNREFUSED, and the client is reset") {
  scene s;
  CHECK(s.ask(CF_REJECT) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAECONNREFUSED);
  char byte;
  CHECK(recv(s.client, &byte, 1, 0) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAECONNRESET);
}

TEST_CASE("condition function: a deferred connection waits for the next accept") {
  scene s;
  CHECK(s.ask(CF_DEFER) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSATRY_AGAIN);
  CHECK(s.ask(CF_DEFER) == INVALID_SOCKET);
  CHECK(s.what.calls == 2);
  held_socket server(accept(s.at, nullptr, nullptr));
  CHECK(server != INVALID_SOCKET);
}

TEST_CASE("condition function: an answer that does not exist is WSAEINVAL and loses nothing") {
  scene s;
  CHECK(s.ask(77) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEINVAL);
  held_socket server(accept(s.at, nullptr, nullptr));
  CHECK(server != INVALID_SOCKET);
}
