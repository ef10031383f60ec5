// Starting and stopping, and what every call says before and after.
#include <windows.h>
#include <winsock2.h>
#include <ws2spi.h>
#include <ws2tcpip.h>

#include <cstring>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

namespace {

int hook_calls = 0;
int inner_error = 0;
SOCKET watched = INVALID_SOCKET;

extern "C" INT_PTR WINAPI cancelling_hook(void) {
  ++hook_calls;
  char byte;
  recv(watched, &byte, 1, 0);  // any call but the two answers WSAEINPROGRESS
  inner_error = WSAGetLastError();
  if (WSAIsBlocking() && hook_calls == 3) WSACancelBlockingCall();
  return FALSE;
}

}  // namespace

TEST_CASE("startup: the highest version that both sides have is agreed on") {
  // Page: WSAStartup. Major version in the low byte.
  struct {
    WORD asked, agreed;
  } const rows[] = {
      {MAKEWORD(1, 0), MAKEWORD(1, 0)}, {MAKEWORD(1, 1), MAKEWORD(1, 1)}, {MAKEWORD(1, 2), MAKEWORD(1, 1)},
      {MAKEWORD(2, 0), MAKEWORD(2, 0)}, {MAKEWORD(2, 1), MAKEWORD(2, 1)}, {MAKEWORD(2, 2), MAKEWORD(2, 2)},
      {MAKEWORD(2, 3), MAKEWORD(2, 2)}, {MAKEWORD(3, 0), MAKEWORD(2, 2)}, {MAKEWORD(255, 255), MAKEWORD(2, 2)},
  };
  for (const auto& row : rows) {
    INFO("asked " << row.asked);
    started winsock(row.asked);
    CHECK(winsock.result == 0);
    CHECK(winsock.data.wVersion == row.agreed);
    CHECK(winsock.data.wHighVersion == MAKEWORD(2, 2));
    CHECK(std::string(winsock.data.szSystemStatus) == "Running");
    CHECK(std::strlen(winsock.data.szDescription) != 0);
    const bool old = LOBYTE(row.asked) == 1;
    CHECK((winsock.data.iMaxSockets != 0) == old);
    CHECK((winsock.data.iMaxUdpDg != 0) == old);
  }
}

TEST_CASE("startup: version 0 does not exist, and counts nothing") {
  WSADATA data{};
  CHECK(WSAStartup(MAKEWORD(0, 0), &data) == WSAVERNOTSUPPORTED);
  CHECK(data.wVersion == MAKEWORD(2, 2));  // what could be had
  CHECK(WSAStartup(MAKEWORD(0, 1), &data) == WSAVERNOTSUPPORTED);
  CHECK(WSAStartup(MAKEWORD(0, 0), nullptr) == WSAVERNOTSUPPORTED);
  CHECK(WSACleanup() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
}

TEST_CASE("startup: NULL is WSAEFAULT and counts nothing") {
  CHECK(WSAStartup(MAKEWORD(2, 2), nullptr) == WSAEFAULT);
  CHECK(WSACleanup() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
}

TEST_CASE("startup: starts are counted, and the last cleanup closes the sockets") {
  WSADATA data{};
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  const SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(s != INVALID_SOCKET);
  WSASetLastError(4711);
  CHECK(WSACleanup() == 0);
  CHECK(WSAGetLastError() == 0);
  CHECK(listen(s, 1) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAEINVAL);  // it is still there, and not bound
  CHECK(WSACleanup() == 0);
  CHECK(closesocket(s) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);

  REQUIRE(WSAStartup(MAKEWORD(2, 2), &data) == 0);
  CHECK(closesocket(s) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENOTSOCK);
  CHECK(WSACleanup() == 0);
}

TEST_CASE("startup: GetLastError and WSAGetLastError are one slot") {
  WSASetLastError(WSAEFAULT);
  CHECK(GetLastError() == static_cast<DWORD>(WSAEFAULT));
  SetLastError(5);
  CHECK(WSAGetLastError() == 5);
}

TEST_CASE("blocking hooks: an application of version 2 has none") {
  started winsock;
  CHECK(WSASetBlockingHook(&cancelling_hook) == nullptr);
  CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
  CHECK(WSAUnhookBlockingHook() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
  CHECK(WSACancelBlockingCall() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
  CHECK_FALSE(WSAIsBlocking());
}

TEST_CASE("blocking hooks: before the start they are not initialised") {
  CHECK(WSASetBlockingHook(&cancelling_hook) == nullptr);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK(WSAUnhookBlockingHook() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK(WSACancelBlockingCall() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSANOTINITIALISED);
  CHECK_FALSE(WSAIsBlocking());
}

TEST_CASE("blocking hooks: under version 1.1 a hook cancels the call that it is called from") {
  started winsock(MAKEWORD(1, 1));
  connected_pair both = connect_pair();
  REQUIRE(both.server != INVALID_SOCKET);
  CHECK(WSACancelBlockingCall() == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAEINVAL);  // nothing blocks
  CHECK(WSASetBlockingHook(nullptr) == nullptr);
  CHECK(WSAGetLastError() == WSAEFAULT);

  hook_calls = 0;
  watched = both.client;
  const FARPROC before = WSASetBlockingHook(&cancelling_hook);
  CHECK(before != nullptr);
  char byte;
  CHECK(recv(both.client, &byte, 1, 0) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAEINTR);
  CHECK(hook_calls == 3);
  CHECK(inner_error == WSAEINPROGRESS);
  CHECK(WSAUnhookBlockingHook() == 0);
  CHECK(WSASetBlockingHook(&cancelling_hook) == before);
  CHECK(WSAUnhookBlockingHook() == 0);
}

TEST_CASE("provider: WSPStartup fills the whole table and is undone by WSPCleanup") {
  WSPDATA data{};
  WSPPROC_TABLE table{};
  CHECK(WSPStartup(MAKEWORD(1, 1), &data, nullptr, {}, &table) == WSAVERNOTSUPPORTED);
  CHECK(WSPStartup(MAKEWORD(2, 2), nullptr, nullptr, {}, &table) == WSAEFAULT);
  CHECK(WSPStartup(MAKEWORD(2, 2), &data, nullptr, {}, nullptr) == WSAEFAULT);
  REQUIRE(WSPStartup(MAKEWORD(2, 2), &data, nullptr, {}, &table) == 0);
  CHECK(data.wVersion == MAKEWORD(2, 2));

  void* entries[sizeof table / sizeof(void*)];
  static_assert(sizeof entries == 30 * sizeof(void*));
  std::memcpy(entries, &table, sizeof table);
  for (void* entry : entries) CHECK(entry != nullptr);

  int error = 0;
  WSASetLastError(4711);
  CHECK(table.lpWSPListen(INVALID_SOCKET, 1, &error) == SOCKET_ERROR);
  CHECK(error == WSAENOTSOCK);
  CHECK(table.lpWSPListen(INVALID_SOCKET, 1, nullptr) == SOCKET_ERROR);
  CHECK(table.lpWSPJoinLeaf(INVALID_SOCKET, nullptr, 0, nullptr, nullptr, nullptr, nullptr, 0, &error) ==
        INVALID_SOCKET);
  CHECK(error == WSAENOTSOCK);
  const SOCKET s = table.lpWSPSocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, 0, &error);
  CHECK(s != INVALID_SOCKET);
  CHECK(table.lpWSPSocket(AF_INET, SOCK_STREAM, IPPROTO_UDP, nullptr, 0, 0, &error) == INVALID_SOCKET);
  CHECK(error == WSAEPROTONOSUPPORT);
  CHECK(table.lpWSPCloseSocket(s, &error) == 0);
  CHECK(WSAGetLastError() == 4711);  // the thread's own error is no business of the provider's
  CHECK(table.lpWSPCleanup(&error) == 0);
  CHECK(table.lpWSPCleanup(&error) == SOCKET_ERROR);
  CHECK(error == WSANOTINITIALISED);
}

TEST_CASE("time: sleeping takes as long as it should, and ticks go on") {
  const ULONGLONG before = GetTickCount64();
  Sleep(20);
  CHECK(GetTickCount64() - before >= 19);
  Sleep(0);
  CHECK(GetCurrentThreadId() != 0);
  CHECK(GetCurrentProcessId() != 0);
}
