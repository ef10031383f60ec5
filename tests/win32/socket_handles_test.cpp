// A SOCKET cast to HANDLE: CloseHandle, DuplicateHandle and the flags.
#include <winsock2.h>
#include <ws2tcpip.h>

#include "tests/support/catch.hpp"
#include "tests/win32/held_handle.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

namespace {

HANDLE as_handle(SOCKET s) { return reinterpret_cast<HANDLE>(s); }

bool echoes(SOCKET from, SOCKET to) {
  char byte = 0;
  return send(from, "x", 1, 0) == 1 && recv(to, &byte, 1, 0) == 1 && byte == 'x';
}

}  // namespace

TEST_CASE("socket handles: CloseHandle closes the socket") {
  started winsock;
  connected_pair both = connect_pair();
  const SOCKET was = both.client;
  CHECK(CloseHandle(as_handle(was)) == TRUE);
  char byte = 0;
  CHECK(recv(both.server, &byte, 1, 0) == 0);
  CHECK(send(was, "x", 1, 0) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
  CHECK(CloseHandle(as_handle(was)) == FALSE);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("socket handles: a duplicate is the same socket until both are closed") {
  started winsock;
  connected_pair both = connect_pair();
  const HANDLE process = GetCurrentProcess();
  HANDLE second = nullptr;
  REQUIRE(DuplicateHandle(process, as_handle(both.client), process, &second, 0, FALSE, DUPLICATE_SAME_ACCESS) == TRUE);
  const SOCKET duplicate = reinterpret_cast<SOCKET>(second);
  CHECK(duplicate != SOCKET{both.client});
  CHECK(echoes(duplicate, both.server));
  both.client.close();
  CHECK(echoes(duplicate, both.server));
  CHECK(CloseHandle(second) == TRUE);
  char byte = 0;
  CHECK(recv(both.server, &byte, 1, 0) == 0);
}

TEST_CASE("socket handles: a closed socket cannot be duplicated") {
  started winsock;
  held_socket s = tcp();
  const SOCKET was = s;
  s.close();
  HANDLE second = nullptr;
  const HANDLE process = GetCurrentProcess();
  CHECK(DuplicateHandle(process, as_handle(was), process, &second, 0, FALSE, DUPLICATE_SAME_ACCESS) == FALSE);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("socket handles: flags are accepted") {
  started winsock;
  held_socket s = tcp();
  DWORD flags = 99;
  CHECK(SetHandleInformation(as_handle(s), HANDLE_FLAG_INHERIT, 0) == TRUE);
  CHECK(GetHandleInformation(as_handle(s), &flags) == TRUE);
  CHECK(flags == 0);
  CHECK(SetEvent(as_handle(s)) == FALSE);
  CHECK(GetLastError() == ERROR_INVALID_HANDLE);
}

TEST_CASE("socket handles: numbers of sockets and of objects are apart, and neither call takes the other's") {
  started winsock;
  held_socket s = tcp();
  win32_test::held_handle event = win32_test::manual_event(true);
  CHECK(SOCKET{s} < 0x70000000);
  CHECK(reinterpret_cast<SOCKET>(static_cast<HANDLE>(event)) >= 0x70000000);
  CHECK(closesocket(reinterpret_cast<SOCKET>(static_cast<HANDLE>(event))) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
  CHECK(win32_test::passes(event));
}
