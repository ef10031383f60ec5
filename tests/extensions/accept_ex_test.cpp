// AcceptEx: connections into sockets made before, with and without the first bytes.
#include "tests/extensions/support.hpp"

using namespace winsock_test;

TEST_CASE("AcceptEx: waits for a connection, fills the socket given and tells both addresses") {
  const started winsock;
  const shape on = each_shape();
  const open_door door = listen_on(on);
  const held_socket into = tcp(on.family());
  accept_room room;
  told accepted;
  REQUIRE(room.accept(door.s, into, 0, accepted) == WSA_IO_PENDING);
  CHECK_FALSE(HasOverlappedIoCompleted(&accepted));

  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);

  REQUIRE(accepted.ends());
  CHECK(accepted.result(door.s) == 0);
  CHECK(accepted.bytes == 0);
  CHECK(room.remote(0) == local_of(client));
  CHECK(is_on(into, on));  // spec 2.4: a marked listener's sockets are marked, through AcceptEx too
  CHECK(set_option(into, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, SOCKET{door.s}));
  CHECK(peer_of(into) == local_of(client));
  CHECK(echoes(client, into));
}

TEST_CASE("AcceptEx: with room for data it ends with the first bytes, and not before") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket into = tcp();
  accept_room room;
  told accepted;
  REQUIRE(room.accept(door.s, into, 100, accepted) == WSA_IO_PENDING);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK_FALSE(accepted.ends(briefly));

  REQUIRE(send_all(client, "hello"));

  REQUIRE(accepted.ends());
  CHECK(accepted.result(door.s) == 0);
  CHECK(std::string(room.bytes, accepted.bytes) == "hello");
  CHECK(room.remote(100) == local_of(client));
}

TEST_CASE("AcceptEx: a client that leaves without a byte ends it with none") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket into = tcp();
  accept_room room;
  told accepted;
  REQUIRE(room.accept(door.s, into, 100, accepted) == WSA_IO_PENDING);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);

  client.close();

  REQUIRE(accepted.ends());
  CHECK(accepted.result(door.s) == 0);
  CHECK(accepted.bytes == 0);
}

TEST_CASE("AcceptEx: closing either socket ends it as aborted") {
  const started winsock;
  const bool closes_listener = GENERATE(false, true);
  open_door door = listen_on({true, false});
  held_socket into = tcp();
  accept_room room;
  told accepted;
  REQUIRE(room.accept(door.s, into, 100, accepted) == WSA_IO_PENDING);

  (closes_listener ? door.s : into).close();

  REQUIRE(accepted.ends());
  CHECK(static_cast<NTSTATUS>(accepted.Internal) == STATUS_CANCELLED);
}

TEST_CASE("AcceptEx: its socket can do nothing else meanwhile, and is as new once it was cancelled") {
  const started winsock;
  const open_door door = listen_on({true, false});
  const held_socket into = tcp();
  accept_room room;
  told accepted, second;
  REQUIRE(room.accept(door.s, into, 0, accepted) == WSA_IO_PENDING);

  CHECK(room.accept(door.s, into, 0, second) == WSAEINVAL);
  CHECK(error_of(connect_to(into, door.at)) == WSAEINVAL);
  CHECK(error_of(bind_to(into, here(false))) == WSAEINVAL);

  CHECK(CancelIo(reinterpret_cast<HANDLE>(SOCKET{door.s})));
  REQUIRE(accepted.ends());
  CHECK(accepted.result(door.s) == WSA_OPERATION_ABORTED);
  CHECK(bind_to(into, here(false)) == 0);
}

TEST_CASE("AcceptEx: bad input gets the documented error") {
  const started winsock;
  const open_door door = listen_on({true, false});
  const held_socket fresh = tcp();
  const held_socket bound = tcp();
  bind_to(bound, here(false));
  const held_socket datagrams = udp();
  const held_socket six = tcp(AF_INET6);
  accept_room room;
  told accepted;
  char* const memory = room.bytes;
  constexpr DWORD name = accept_room::name_bytes;
  DWORD received = 0;

  CHECK(answer(AcceptEx(door.s, fresh, memory, 0, name, name, &received, nullptr)) == ERROR_INVALID_PARAMETER);
  CHECK(room.accept(INVALID_SOCKET, fresh, 0, accepted) == WSAENOTSOCK);
  CHECK(room.accept(door.s, INVALID_SOCKET, 0, accepted) == WSAENOTSOCK);
  CHECK(room.accept(bound, fresh, 0, accepted) == WSAEINVAL);  // does not listen
  CHECK(room.accept(door.s, bound, 0, accepted) == WSAEINVAL);
  CHECK(room.accept(door.s, datagrams, 0, accepted) == WSAEINVAL);
  CHECK(room.accept(door.s, six, 0, accepted) == WSAEINVAL);
  CHECK(answer(AcceptEx(door.s, fresh, nullptr, 0, name, name, &received, &accepted)) == WSAEFAULT);
  CHECK(answer(AcceptEx(door.s, fresh, memory, 0, name, 0, &received, &accepted)) == WSAEFAULT);
}

TEST_CASE("AcceptEx: too little room for an address is told when a connection comes, which the next accept gets") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket into = tcp();
  accept_room room;
  told accepted;
  DWORD received = 0;
  REQUIRE(answer(AcceptEx(door.s, into, room.bytes, 0, 3, accept_room::name_bytes, &received, &accepted)) ==
          WSA_IO_PENDING);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);

  REQUIRE(accepted.ends());
  CHECK(static_cast<NTSTATUS>(accepted.Internal) == STATUS_BUFFER_TOO_SMALL);
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(echoes(client, server));
}
