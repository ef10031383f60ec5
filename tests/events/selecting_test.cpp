// WSAEventSelect itself: what it does to the socket, what replaces what, and what it refuses.
#include <windows.h>
#include <ws2spi.h>

#include "tests/events/support.hpp"

using namespace events_test;

TEST_CASE("selecting: the socket becomes non-blocking and stays it while events are selected") {
  started winsock;
  const held_socket s = tcp();
  const held_event event;
  REQUIRE(bind_to(s, here(false)) == 0);
  REQUIRE(listen(s, 4) == 0);
  REQUIRE(selects(s, event));
  CHECK(accept(s, nullptr, nullptr) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEWOULDBLOCK);

  u_long blocking = 0;
  CHECK(error_of(ioctlsocket(s, static_cast<int>(FIONBIO), &blocking)) == WSAEINVAL);
  DWORD off = 0, bytes = 77;
  CHECK(error_of(WSAIoctl(s, FIONBIO, &off, sizeof off, nullptr, 0, &bytes, nullptr, nullptr)) == WSAEINVAL);
  CHECK(bytes == 0);
  CHECK(set_nonblocking(s, true));

  REQUIRE(deselects(s));
  CHECK(accept(s, nullptr, nullptr) == INVALID_SOCKET);  // not blocking again by itself
  CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
  CHECK(set_nonblocking(s, false));
}

TEST_CASE("selecting: no events make the socket non-blocking too, and nobody looks at the handle") {
  started winsock;
  const held_socket s = udp();
  REQUIRE(bind_to(s, here(false)) == 0);
  CHECK(WSAEventSelect(s, reinterpret_cast<WSAEVENT>(std::uintptr_t{12345}), 0) == 0);
  char byte;
  CHECK(error_of(recv(s, &byte, 1, 0)) == WSAEWOULDBLOCK);
  CHECK(set_nonblocking(s, false));
}

TEST_CASE("selecting: what it refuses, and that nothing is selected then") {
  started winsock;
  const held_event event;
  held_socket s = tcp();
  const HANDLE other_kind = CreateSemaphoreA(nullptr, 0, 1, nullptr);
  CHECK(error_of(WSAEventSelect(s, WSA_INVALID_EVENT, FD_READ)) == WSAEINVAL);
  CHECK(error_of(WSAEventSelect(s, reinterpret_cast<WSAEVENT>(std::uintptr_t{0x7ffffff0}), FD_READ)) == WSAENOTSOCK);
  CHECK(error_of(WSAEventSelect(s, other_kind, FD_READ)) == WSAENOTSOCK);
  CHECK(error_of(WSAEventSelect(s, event, FD_ALL_EVENTS + 1)) == WSAEINVAL);
  CHECK(error_of(WSAEventSelect(s, event, -1)) == WSAEINVAL);
  CHECK(set_nonblocking(s, false));
  CHECK(WSAEventSelect(s, event, FD_ALL_EVENTS) == 0);
  const SOCKET closed = s;
  s.close();
  CHECK(error_of(WSAEventSelect(closed, event, FD_READ)) == WSAENOTSOCK);
  CHECK(error_of(WSAEventSelect(closed, event, 0)) == WSAENOTSOCK);
  CloseHandle(other_kind);
}

TEST_CASE("enumerating: bad handles and pointers take nothing and reset nothing") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(pair.ready);
  REQUIRE(send_all(pair.client(), "x"));
  WSANETWORKEVENTS record{};
  CHECK(error_of(WSAEnumNetworkEvents(pair.server(), pair.event, nullptr)) == WSAEFAULT);
  CHECK(error_of(WSAEnumNetworkEvents(pair.server(), reinterpret_cast<WSAEVENT>(std::uintptr_t{0x7ffffff0}),
                                      &record)) == WSAENOTSOCK);
  CHECK(error_of(WSAEnumNetworkEvents(INVALID_SOCKET, pair.event, &record)) == WSAENOTSOCK);
  CHECK(pair.event.is_set());
  CHECK(pair.told() == FD_READ);
}

TEST_CASE("enumerating: only the places of what is told are written, and another event is reset as well") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  const held_event other;
  WSASetEvent(other);
  REQUIRE(send_all(pair.client(), "x"));
  WSANETWORKEVENTS record;
  std::memset(&record, 0x5a, sizeof record);
  REQUIRE(WSAEnumNetworkEvents(pair.server(), other, &record) == 0);
  CHECK(record.lNetworkEvents == FD_READ);
  for (int bit = 0; bit < FD_MAX_EVENTS; ++bit) CHECK(record.iErrorCode[bit] == (bit == FD_READ_BIT ? 0 : 0x5a5a5a5a));
  CHECK_FALSE(other.is_set());
  CHECK(pair.event.is_set());  // it was not given
  REQUIRE(WSAEnumNetworkEvents(pair.server(), WSA_INVALID_EVENT, &record) == 0);
  CHECK(record.lNetworkEvents == 0);
  CHECK(pair.event.is_set());
}

TEST_CASE("enumerating: a socket that was never selected has nothing to tell, and the event is reset") {
  started winsock;
  const connected_pair pair = pair_on({});
  const held_event event;
  WSASetEvent(event);
  WSANETWORKEVENTS record{};
  record.lNetworkEvents = 77;
  CHECK(WSAEnumNetworkEvents(pair.server, event, &record) == 0);
  CHECK(record.lNetworkEvents == 0);
  CHECK_FALSE(event.is_set());
}

TEST_CASE("selecting: a new choice replaces the former, with its event and its events") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  const held_event second;
  REQUIRE(selects(pair.server(), second, FD_CLOSE));
  REQUIRE(send_all(pair.client(), "x"));
  CHECK(nothing(pair.server(), second));
  CHECK(pair.nothing());
  pair.ends.client.close();
  CHECK(told(pair.server(), second) == FD_CLOSE);
  CHECK_FALSE(pair.event.is_set());
}

TEST_CASE("selecting: what was recorded stays recorded under another choice, and sets the new event") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "x"));
  const held_event second;
  REQUIRE(selects(pair.server(), second, FD_CLOSE));
  CHECK_FALSE(second.is_set());
  REQUIRE(selects(pair.server(), second, FD_READ | FD_CLOSE));
  CHECK(told(pair.server(), second) == FD_READ);
  REQUIRE(selects(pair.server(), second, FD_READ | FD_CLOSE));
  CHECK(nothing(pair.server(), second));  // told once
}

TEST_CASE("selecting: an event that was selected may be closed at any time") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const connected_pair pair = pair_on(on);
  {
    const held_event event;
    REQUIRE(selects(pair.server, event));
  }
  CHECK(send_all(pair.client, "x"));
  const held_event event;
  REQUIRE(selects(pair.server, event));
  CHECK(told(pair.server, event) == (FD_READ | FD_WRITE));
}

TEST_CASE("selecting: a close ends it, and the next socket knows nothing of it") {
  started winsock;
  const held_event event;
  for (int i = 0; i < times(3000); ++i) {  // more than there are resting slots
    held_socket s = udp();
    WSANETWORKEVENTS record{};
    if (WSAEnumNetworkEvents(s, nullptr, &record) != 0 || record.lNetworkEvents != 0 || !set_nonblocking(s, false))
      FAIL("socket " << i << " has events of another one");
    selects(s, event);
    bind_to(s, here(false));
    s.close();
  }
  CHECK(event.is_set());
}

TEST_CASE("selecting: one event may be set by many sockets") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const held_event event;
  std::vector<connected_pair> pairs;
  for (int i = 0; i < 8; ++i) pairs.push_back(pair_on(on));
  for (const connected_pair& one : pairs) REQUIRE(selects(one.server, event, FD_READ));
  REQUIRE(send_all(pairs[3].client, "x"));
  REQUIRE(send_all(pairs[5].client, "x"));
  REQUIRE(event.wait());
  WSAResetEvent(event);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    WSANETWORKEVENTS record{};
    WSAEnumNetworkEvents(pairs[i].server, nullptr, &record);
    CHECK(record.lNetworkEvents == (i == 3 || i == 5 ? FD_READ : 0));
  }
}

TEST_CASE("selecting: an automatic event lets one wait pass per event that is recorded") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const connected_pair pair = pair_on(on);
  const HANDLE event = CreateEventA(nullptr, FALSE, FALSE, nullptr);
  REQUIRE(WSAEventSelect(pair.server, event, FD_READ) == 0);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(send_all(pair.client, "x"));
    CHECK(WaitForSingleObject(event, 5000) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
  }
  CloseHandle(event);
}

TEST_CASE("selecting: the provider's procedures are the same calls") {
  started winsock;
  WSPDATA data;
  WSPPROC_TABLE table;
  REQUIRE(WSPStartup(MAKEWORD(2, 2), &data, nullptr, {}, &table) == 0);
  const connected_pair pair = pair_on({});
  const held_event event;
  int error = 0;
  CHECK(table.lpWSPEventSelect(pair.server, nullptr, FD_READ, &error) == SOCKET_ERROR);
  CHECK(error == WSAEINVAL);
  CHECK(table.lpWSPEventSelect(pair.server, event, FD_READ, &error) == 0);
  REQUIRE(send_all(pair.client, "x"));
  WSANETWORKEVENTS record{};
  CHECK(table.lpWSPEnumNetworkEvents(pair.server, event, &record, &error) == 0);
  CHECK(record.lNetworkEvents == FD_READ);
  CHECK(table.lpWSPEnumNetworkEvents(pair.server, event, nullptr, &error) == SOCKET_ERROR);
  CHECK(error == WSAEFAULT);
  CHECK(table.lpWSPCleanup(&error) == 0);
}

TEST_CASE("selecting: from inside a condition function it is WSAEINPROGRESS") {
  started winsock;
  static const WSAEVENT* event_of_test = nullptr;
  static int found = 0;
  const WSAEVENT event = WSACreateEvent();
  event_of_test = &event;
  const open_door door = listen_on({});
  const held_socket client = tcp();
  REQUIRE(connect_to(client, door.at) == 0);
  const SOCKET accepted = WSAAccept(
      door.s, nullptr, nullptr,
      [](LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR s) -> int {
        found = error_of(WSAEventSelect(static_cast<SOCKET>(s), *event_of_test, FD_READ));
        if (WSACreateEvent() != WSA_INVALID_EVENT || WSAGetLastError() != WSAEINPROGRESS) found = 0;
        return CF_ACCEPT;
      },
      static_cast<DWORD_PTR>(client));
  CHECK(accepted != INVALID_SOCKET);
  CHECK(found == WSAEINPROGRESS);
  closesocket(accepted);
  WSACloseEvent(event);
}
