// WSADuplicateSocket within the process: two SOCKETs, one socket.
#include <windows.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

namespace {

held_socket duplicate_of(SOCKET s) {
  WSAPROTOCOL_INFOW info{};
  if (WSADuplicateSocketW(s, GetCurrentProcessId(), &info) != 0) return {};
  return held_socket(
      WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED));
}

bool echoes(SOCKET from, SOCKET to) {
  char byte = 0;
  return send(from, "x", 1, 0) == 1 && recv(to, &byte, 1, 0) == 1 && byte == 'x';
}

}  // namespace

TEST_CASE("duplicate: both names are the same socket") {
  started winsock;
  connected_pair both = connect_pair();
  held_socket second = duplicate_of(both.client);
  REQUIRE(second != INVALID_SOCKET);
  CHECK(SOCKET{second} != SOCKET{both.client});
  CHECK(SOCKET{second} % 4 == 0);
  CHECK(echoes(second, both.server));
  CHECK(echoes(both.server, second));
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("duplicate: the socket lives until the last name is closed") {
  started winsock;
  connected_pair both = connect_pair();
  held_socket second = duplicate_of(both.client);
  const SOCKET first = both.client;
  both.client.close();
  CHECK(send(first, "x", 1, 0) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
  CHECK(closesocket(first) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
  CHECK(echoes(second, both.server));
  second.close();
  char byte;
  CHECK(recv(both.server, &byte, 1, 0) == 0);  // and then it ends
}

TEST_CASE("duplicate: closing the duplicate leaves the original open") {
  started winsock;
  connected_pair both = connect_pair();
  held_socket second = duplicate_of(both.client);
  const SOCKET was = second;
  second.close();
  CHECK(send(was, "x", 1, 0) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("duplicate: a structure can be used once, and keeps the socket open until then") {
  started winsock;
  connected_pair both = connect_pair();
  WSAPROTOCOL_INFOA info{};
  REQUIRE(WSADuplicateSocketA(both.client, GetCurrentProcessId(), &info) == 0);
  CHECK(info.iAddressFamily == AF_INET);
  CHECK(info.iSocketType == SOCK_STREAM);
  CHECK(info.iProtocol == IPPROTO_TCP);
  both.client.close();
  held_socket second(WSASocketA(0, 0, 0, &info, 0, 0));
  REQUIRE(second != INVALID_SOCKET);
  CHECK(WSASocketA(0, 0, 0, &info, 0, 0) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEINVAL);
  CHECK(echoes(second, both.server));
}
