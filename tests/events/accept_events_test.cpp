// FD_ACCEPT, and sockets that inherit what their listener selects.
#include "tests/events/support.hpp"

using namespace events_test;

namespace {

struct watched_door {
  open_door door;
  held_event event;
  bool ready = false;

  explicit watched_door(const shape& on, LONG events = usual) : door(listen_on(on)) {
    ready = selects(door.s, event, events);
  }
  held_socket caller(const shape& on) const {
    held_socket client = tcp_on(on);
    connect_to(client, door.at);
    return client;
  }
  LONG told() const { return events_test::told(door.s, event); }
  bool nothing() const { return events_test::nothing(door.s, event); }
  held_socket accept_one() const { return held_socket(accept(door.s, nullptr, nullptr)); }
};

int answer(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR what) {
  return static_cast<int>(what);
}

}  // namespace

TEST_CASE("FD_ACCEPT: told for each connection that comes, and once") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  watched_door at(on);
  REQUIRE(at.ready);
  CHECK(at.nothing());
  const held_socket first = at.caller(on);
  CHECK(at.told() == FD_ACCEPT);
  CHECK(at.nothing());
  REQUIRE(selects(at.door.s, at.event));
  CHECK(at.nothing());
  const held_socket second = at.caller(on);  // though the first still waits
  CHECK(at.told() == FD_ACCEPT);
  CHECK(at.nothing());
}

TEST_CASE("FD_ACCEPT: an accept has it told again while another connection waits") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_door at(on, FD_ACCEPT);
  const held_socket clients[] = {at.caller(on), at.caller(on), at.caller(on)};
  CHECK(at.told() == FD_ACCEPT);
  for (int left = 2; left >= 0; --left) {
    const held_socket server = at.accept_one();
    REQUIRE(server != INVALID_SOCKET);
    REQUIRE(deselects(server));
    if (left != 0) CHECK(at.told() == FD_ACCEPT);
    CHECK(at.nothing());
  }
  CHECK(at.accept_one() == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
  CHECK(at.nothing());
}

TEST_CASE("FD_ACCEPT: a rejection re-enables it, a deferral does not") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_door at(on, FD_ACCEPT);
  const held_socket first = at.caller(on), second = at.caller(on);
  CHECK(at.told() == FD_ACCEPT);
  CHECK(WSAAccept(at.door.s, nullptr, nullptr, answer, CF_DEFER) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSATRY_AGAIN);
  CHECK(at.nothing());
  CHECK(WSAAccept(at.door.s, nullptr, nullptr, answer, CF_REJECT) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAECONNREFUSED);
  CHECK(at.told() == FD_ACCEPT);  // the second
  CHECK(WSAAccept(at.door.s, nullptr, nullptr, answer, CF_REJECT) == INVALID_SOCKET);
  CHECK(at.nothing());
}

TEST_CASE("FD_ACCEPT: a connection that waited before the selection is told by it, one that was accepted is not") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const open_door door = listen_on(on);
  const held_event event;
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  REQUIRE(selects(door.s, event));
  CHECK(told(door.s, event) == FD_ACCEPT);

  REQUIRE(selects(door.s, event, usual & ~FD_ACCEPT));
  const held_socket first(accept(door.s, nullptr, nullptr));
  CHECK(told(first, event) == FD_WRITE);  // inherited
  REQUIRE(selects(door.s, event));
  CHECK(nothing(door.s, event));
}

TEST_CASE("FD_ACCEPT: told by a selection that comes after another one without it") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_door at(on);
  const held_socket client = at.caller(on);
  CHECK(at.event.wait());
  REQUIRE(selects(at.door.s, at.event, FD_READ));
  CHECK(at.event.is_set());  // a selection resets nothing
  WSAResetEvent(at.event);
  REQUIRE(selects(at.door.s, at.event, FD_READ));
  CHECK_FALSE(at.event.is_set());
  REQUIRE(selects(at.door.s, at.event));
  CHECK(at.told() == FD_ACCEPT);
}

TEST_CASE("FD_ACCEPT: a listener that is selected before it listens") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const held_socket door = tcp_on(on);
  const held_event event;
  REQUIRE(selects(door, event));
  REQUIRE(bind_to(door, here(on.v6)) == 0);
  REQUIRE(listen(door, 4) == 0);
  CHECK(nothing(door, event));
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, local_of(door)) == 0);
  CHECK(told(door, event) == FD_ACCEPT);
}

TEST_CASE("inherited selection: an accepted socket sets the listener's event, with its own record") {
  started winsock;
  const shape on = each_path();
  const bool by_condition = GENERATE(false, true);
  INFO(on.title());
  watched_door at(on);
  const held_socket client = at.caller(on);
  REQUIRE(send_all(client, "early"));
  CHECK(at.told() == FD_ACCEPT);
  const held_socket server(by_condition ? WSAAccept(at.door.s, nullptr, nullptr, answer, CF_ACCEPT)
                                        : accept(at.door.s, nullptr, nullptr));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(told(server, at.event) == (FD_READ | FD_WRITE));
  CHECK(nothing(server, at.event));
  u_long blocking = 0;
  CHECK(error_of(ioctlsocket(server, static_cast<int>(FIONBIO), &blocking)) == WSAEINVAL);
  REQUIRE(send_all(client, "late"));
  CHECK(told(server, at.event) == FD_READ);
  CHECK(nothing(at.door.s, at.event));
}

TEST_CASE("inherited selection: only what the listener selects, and nothing once it has ended it") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_door at(on, FD_ACCEPT | FD_CLOSE);
  held_socket first = at.caller(on);
  CHECK(at.told() == FD_ACCEPT);
  const held_socket server = at.accept_one();
  REQUIRE(send_all(first, "x"));
  CHECK(nothing(server, at.event));
  first.close();
  CHECK(told(server, at.event) == FD_CLOSE);

  const held_socket second = at.caller(on);
  REQUIRE(deselects(at.door.s));
  const held_socket other = at.accept_one();
  CHECK(set_nonblocking(other, false));
}
