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

TEST_CASE("AcceptEx: while it waits for data, whoever cancels at the listener, closes it or the accept socket ends it once") {
  const started winsock;
  const shape on = each_path();
  enum class by { cancelling_all, cancelling_one, closing_listener, closing_socket };
  const by how = GENERATE(by::cancelling_all, by::cancelling_one, by::closing_listener, by::closing_socket);
  CAPTURE(on.title(), static_cast<int>(how));
  open_door door = listen_on(on);
  held_socket into = tcp();
  accept_room room;
  told accepted, other;
  REQUIRE(room.accept(door.s, into, 100, accepted) == WSA_IO_PENDING);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  REQUIRE_FALSE(accepted.ends(briefly));
  const HANDLE listener = reinterpret_cast<HANDLE>(SOCKET{door.s});

  switch (how) {
    case by::cancelling_all: CHECK(CancelIoEx(listener, nullptr)); break;
    case by::cancelling_one:
      CHECK_FALSE(CancelIoEx(listener, &other));
      CHECK(GetLastError() == ERROR_NOT_FOUND);
      CHECK(CancelIoEx(listener, &accepted));
      break;
    case by::closing_listener: door.s.close(); break;
    case by::closing_socket: into.close(); break;
  }

  REQUIRE(accepted.ends());
  CHECK(static_cast<NTSTATUS>(accepted.Internal) == STATUS_CANCELLED);
  CHECK(accepted.InternalHigh == 0);
  // The connection is over, and what the client still says reaches nobody.
  set_option(client, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000});
  char byte = 0;
  CHECK(recv(client, &byte, 1, 0) <= 0);
  if (how == by::closing_socket) return;
  CHECK(bind_to(into, here(false)) == 0);  // as it was before
}

TEST_CASE("AcceptEx: first data that comes while the accept is cancelled ends it one way or the other, once") {
  const started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  int with_data = 0, cancelled = 0, odd = 0;
  for (int round = 0; round < times(300); ++round) {
    const held_socket into = tcp(), client = tcp_on(on);
    accept_room room;
    told accepted;
    REQUIRE(room.accept(door.s, into, 100, accepted) == WSA_IO_PENDING);
    REQUIRE(connect_to(client, door.at) == 0);
    std::atomic<bool> go{false};
    std::thread canceller([&] {
      while (!go) std::this_thread::yield();
      for (int spins = round % 50; spins > 0; --spins) std::atomic_signal_fence(std::memory_order_seq_cst);
      CancelIoEx(reinterpret_cast<HANDLE>(SOCKET{door.s}), &accepted);
    });
    go = true;
    send_all(client, "hello");
    canceller.join();
    REQUIRE(accepted.ends());
    const auto status = static_cast<NTSTATUS>(accepted.Internal);
    if (status == 0 && accepted.InternalHigh == 5)
      ++with_data;
    else if (status == STATUS_CANCELLED && accepted.InternalHigh == 0)
      ++cancelled;
    else
      ++odd;
  }
  CAPTURE(with_data, cancelled);
  CHECK(odd == 0);
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
