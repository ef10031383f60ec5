// FD_CONNECT, and FD_WRITE at the beginning of a connection.
#include "tests/events/support.hpp"

using namespace events_test;

TEST_CASE("FD_CONNECT: a non-blocking connect tells its end, with FD_WRITE, and once") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  const held_event event;
  REQUIRE(selects(client, event));
  CHECK(nothing(client, event));
  CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  const told_events first = take(client, event, soon);
  CHECK(first.events == (FD_CONNECT | FD_WRITE));
  CHECK(first.error_of(FD_CONNECT_BIT) == 0);
  CHECK(nothing(client, event));
  REQUIRE(deselects(client));
  REQUIRE(selects(client, event));
  CHECK(nothing(client, event));
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(is_on(client, on));
}

TEST_CASE("FD_CONNECT: a refusal is told with its error, without FD_WRITE, and the socket may try again") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  open_door door = listen_on(on);
  door.s.close();
  const held_socket client = tcp_on(on);
  const held_event event;
  REQUIRE(selects(client, event));
  CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  const told_events first = take(client, event, soon);
  CHECK(first.events == FD_CONNECT);
  CHECK(first.error_of(FD_CONNECT_BIT) == WSAECONNREFUSED);
  CHECK(nothing(client, event));
  REQUIRE(selects(client, event));
  CHECK(nothing(client, event));

  const open_door better = listen_on(on);
  CHECK(error_of(connect_to(client, better.at)) == WSAEWOULDBLOCK);
  const told_events second = take(client, event, soon);
  CHECK(second.events == (FD_CONNECT | FD_WRITE));
  CHECK(second.error_of(FD_CONNECT_BIT) == 0);
}

TEST_CASE("FD_CONNECT: a full backlog refuses") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const open_door door = listen_on(on, 1);
  const held_socket first = tcp_on(on), second = tcp_on(on);
  const held_event event;
  REQUIRE(connect_to(first, door.at) == 0);
  REQUIRE(selects(second, event));
  CHECK(error_of(connect_to(second, door.at)) == WSAEWOULDBLOCK);
  CHECK(take(second, event, soon).error_of(FD_CONNECT_BIT) == WSAECONNREFUSED);
}

TEST_CASE("FD_CONNECT: a held request tells when it was answered") {
  started winsock;
  const shape on = each_path();
  const bool admitted = GENERATE(true, false);
  INFO(on.title() << (admitted ? " admitted" : " rejected"));
  const open_door door = listen_on(on);
  held_socket waiting = tcp_on(on);
  REQUIRE(bind_to(waiting, here(on.v6)) == 0);
  REQUIRE(set_option(waiting, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, BOOL{TRUE}));
  REQUIRE(listen(waiting, 4) == 0);
  const held_socket client = tcp_on(on);
  const held_event event;
  REQUIRE(selects(client, event));
  CHECK(error_of(connect_to(client, local_of(waiting))) == WSAEWOULDBLOCK);
  CHECK(nothing(client, event));
  const held_socket server(WSAAccept(
      waiting, nullptr, nullptr,
      [](LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR yes) -> int {
        return yes != 0 ? CF_ACCEPT : CF_REJECT;
      },
      admitted ? 1 : 0));
  const told_events told = take(client, event, soon);
  CHECK(told.events == (admitted ? FD_CONNECT | FD_WRITE : FD_CONNECT));
  CHECK(told.error_of(FD_CONNECT_BIT) == (admitted ? 0 : WSAECONNREFUSED));
}

TEST_CASE("FD_CONNECT: a connection made before the selection is told by it, at the connecting end alone") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const connected_pair pair = pair_on(on);
  const held_event here_event, there_event;
  REQUIRE(selects(pair.client, here_event));
  CHECK(told(pair.client, here_event) == (FD_CONNECT | FD_WRITE));
  REQUIRE(selects(pair.server, there_event));
  CHECK(told(pair.server, there_event) == FD_WRITE);
}

TEST_CASE("FD_CONNECT: not asked for at first, it is kept") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  const held_event event;
  REQUIRE(selects(client, event, usual & ~FD_CONNECT));
  CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  CHECK(told(client, event) == FD_WRITE);
  REQUIRE(selects(client, event));
  CHECK(told(client, event) == FD_CONNECT);
}
