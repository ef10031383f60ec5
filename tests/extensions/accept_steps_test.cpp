// AcceptEx and a socket that is closed before it has a connection: the call ends, and whoever has connected is none the worse for it.
#include "tests/extensions/steps_support.hpp"
#include "tests/winsock/preemption.hpp"

using namespace winsock_test;

namespace {

/// Whether the next accept() gives a connection that works. The door does not block.
bool has_living_connection(const open_door& door, SOCKET client) {
  if (!wait_for(door.s, ready_for::reading, 500ms)) return false;
  const held_socket server(accept(door.s, nullptr, nullptr));
  if (server == INVALID_SOCKET) return false;
  set_nonblocking(server, false);
  set_option(server, SOL_SOCKET, SO_RCVTIMEO, DWORD{5000});
  return echoes(client, server);
}

/// What became of connections whose AcceptEx' socket was closed meanwhile.
struct fates {
  int kept = 0;   // for the next accept
  int taken = 0;  // the AcceptEx was over first
  int lost = 0, odd = 0;

  [[nodiscard]] bool as_they_should_be() const { return lost + odd == 0; }
  void left_at(const open_door& door, SOCKET client) { ++(has_living_connection(door, client) ? kept : lost); }
  void check() const {
    CAPTURE(kept, taken);
    CHECK(odd == 0);
    CHECK(lost == 0);
    CHECK(kept + taken > 0);
  }
};

}  // namespace

TEST_CASE("AcceptEx: a socket that is closed while it waits leaves the next connection to the next accept") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  set_nonblocking(door.s);
  held_socket into = tcp();
  accept_room room;
  told accepted;
  REQUIRE(room.accept(door.s, into, 0, accepted) == WSA_IO_PENDING);

  into.close();

  REQUIRE(accepted.ends());
  CHECK(status_of(accepted) == STATUS_CANCELLED);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(has_living_connection(door, client));
}

TEST_CASE("AcceptEx: a socket that is closed during the call ends it, whenever in the call that is") {
  const started winsock;
  const watchdog dog("AcceptEx: a socket that is closed during the call");
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  set_nonblocking(door.s);
  held_socket into;
  interloper closing([&] { into.close(); });
  int ended = 0, refused = 0, unfinished = 0, odd = 0;
  for (rounds left(2000); unfinished == 0 && left.go_on();) {
    into = tcp();
    accept_room room;
    told accepted;
    const SOCKET s = into;
    closing.provoke();
    const int how = room.accept(door.s, s, 0, accepted);
    closing.is_over();
    if (how == WSAENOTSOCK) {
      ++refused;
    } else if (how != WSA_IO_PENDING) {
      ++odd;
    } else if (!accepted.ends(1000ms)) {
      ++unfinished;
      CancelIoEx(as_handle(door.s), nullptr);
      accepted.ends();
    } else if (status_of(accepted) == STATUS_CANCELLED) {
      ++ended;
    } else {
      ++odd;
    }
  }
  CAPTURE(ended, refused);
  CHECK(odd == 0);
  CHECK(unfinished == 0);
  // And nothing has stayed behind at the door.
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(has_living_connection(door, client));
}

TEST_CASE("AcceptEx: a connection that waited outlives the socket that was to have it, unless it has it already") {
  const started winsock;
  const watchdog dog("AcceptEx: a connection that waited outlives the socket");
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  set_nonblocking(door.s);
  held_socket into;
  interloper closing([&] { into.close(); });
  fates all;
  for (rounds left(2000); all.as_they_should_be() && left.go_on();) {
    into = tcp();
    accept_room room;
    told accepted;
    const held_socket client = tcp_on(on);
    if (connect_to(client, door.at) != 0) break;
    const SOCKET s = into;
    closing.provoke();
    const int how = room.accept(door.s, s, 0, accepted);
    closing.is_over();
    if (how == WSA_IO_PENDING && accepted.ends() && status_of(accepted) == STATUS_SUCCESS) {
      ++all.taken;
    } else if (how == WSAENOTSOCK || status_of(accepted) == STATUS_CANCELLED) {
      all.left_at(door, client);
    } else {
      ++all.odd;
    }
  }
  all.check();
}

TEST_CASE("AcceptEx: the same for a connection that comes in the moment in which the socket is closed") {
  const started winsock;
  const watchdog dog("AcceptEx: a connection that comes in the moment in which the socket is closed");
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  set_nonblocking(door.s);
  held_socket into;
  interloper closing([&] { into.close(); });
  fates all;
  for (rounds left(2000); all.as_they_should_be() && left.go_on();) {
    into = tcp();
    accept_room room;
    told accepted;
    const held_socket client = tcp_on(on);
    if (room.accept(door.s, into, 0, accepted) != WSA_IO_PENDING) break;
    closing.provoke();
    const int refused = error_of(connect_to(client, door.at));  // on this thread the accept goes on
    closing.is_over();
    if (refused != 0 || !accepted.ends()) {
      ++all.odd;
    } else if (status_of(accepted) == STATUS_SUCCESS) {
      ++all.taken;
    } else {
      all.left_at(door, client);
    }
  }
  all.check();
}

TEST_CASE("AcceptEx: its connection keeps a port that the listener had bound with SO_EXCLUSIVEADDRUSE") {
  const started winsock;
  const shape on = each_path();
  const bool updates = GENERATE(false, true);
  CAPTURE(on.title(), updates);
  held_socket listener = tcp_on(on);
  REQUIRE(set_option(listener, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, BOOL{TRUE}));
  REQUIRE(bind_to(listener, here(on.v6)) == 0);
  REQUIRE(listen(listener, 4) == 0);
  const socket_name at = local_of(listener);
  held_socket client = tcp_on(on), into = tcp();
  accept_room room;
  told accepted;
  REQUIRE(room.accept(listener, into, 0, accepted) == WSA_IO_PENDING);
  REQUIRE(connect_to(client, at) == 0);
  REQUIRE(accepted.ends());
  if (updates) {
    CHECK(set_option(into, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, SOCKET{listener}));
  }
  listener.close();

  const auto bind_exclusively = [&] {
    const held_socket s = tcp_on(on);
    set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, BOOL{TRUE});
    return error_of(bind_to(s, at));
  };
  CHECK(bind_exclusively() == WSAEADDRINUSE);

  client.close();  // first, so that the client's end is the one that may wait in TIME_WAIT
  char byte = 0;
  CHECK(recv(into, &byte, 1, 0) == 0);
  into.close();
  CHECK(bind_exclusively() == 0);
}
