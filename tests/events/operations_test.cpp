// Network events beside overlapped operations: what an operation takes is not told, what it leaves is.
#include "tests/events/support.hpp"
#include "tests/extensions/support.hpp"

using namespace events_test;
using overlapped = winsock_test::told;

namespace {

constexpr auto told_of = [](SOCKET s, const held_event& event) { return events_test::told(s, event); };

struct pending_receive {
  overlapped how;
  char bytes[8] = {};
  WSABUF buffer{0, bytes};
  DWORD flags = 0;

  bool begin(SOCKET s, ULONG length) {
    buffer.len = length;
    WSAResetEvent(how.hEvent);
    return error_of(WSARecv(s, &buffer, 1, nullptr, &flags, &how, nullptr)) == WSA_IO_PENDING;
  }
};

}  // namespace

TEST_CASE("events and operations: a pending receive takes what comes, and only the rest is FD_READ") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  pending_receive receive;
  REQUIRE(receive.begin(pair.server(), 1));
  CHECK(pair.nothing());
  REQUIRE(send_all(pair.client(), "a"));
  REQUIRE(receive.how.ends());
  CHECK(receive.how.result(pair.server()) == 0);
  CHECK(pair.nothing());
  REQUIRE(send_all(pair.client(), "b"));
  CHECK(pair.told() == FD_READ);
  REQUIRE(receives(pair.server(), 1));
  CHECK(pair.nothing());

  REQUIRE(receive.begin(pair.server(), 2));
  REQUIRE(send_all(pair.client(), "cde"));
  REQUIRE(receive.how.ends());
  CHECK(pair.told() == FD_READ);
  CHECK(receive_all(pair.server(), 1) == "e");
  CHECK(pair.nothing());
}

TEST_CASE("events and operations: looking at a socket leaves a pending receive its direct copy") {
  started winsock;
  const shape on{.fast = true};
  watched_pair pair(on);
  pending_receive receive;
  REQUIRE(receive.begin(pair.server(), 8));
  REQUIRE(selects(pair.server(), pair.event));
  const std::uint64_t before = counters().fast_direct_bytes;
  REQUIRE(send_all(pair.client(), "straight"));
  REQUIRE(receive.how.ends());
  CHECK(receive.how.result(pair.server()) == 0);
  CHECK(std::string(receive.bytes, 8) == "straight");
  CHECK(counters().fast_direct_bytes == before + 8);
  CHECK(pair.nothing());
}

TEST_CASE("events and operations: an overlapped receive that ends at once re-enables FD_READ") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "abc"));
  CHECK(pair.told() == FD_READ);
  pending_receive receive;
  receive.begin(pair.server(), 1);
  REQUIRE(receive.how.ends());
  CHECK(pair.told() == FD_READ);
  receive.begin(pair.server(), 8);
  REQUIRE(receive.how.ends());
  CHECK(receive.how.result(pair.server()) == 0);
  CHECK(receive.how.bytes == 2);
  CHECK(pair.nothing());
}

TEST_CASE("events and operations: FD_CLOSE and FD_OOB are told beside a pending receive") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  pending_receive receive;
  REQUIRE(receive.begin(pair.server(), 8));
  REQUIRE(send(pair.client(), "u", 1, MSG_OOB) == 1);
  CHECK(pair.told() == FD_OOB);
  REQUIRE(send_all(pair.client(), "data"));
  REQUIRE(receive.how.ends());
  CHECK(pair.nothing());
  REQUIRE(receive.begin(pair.server(), 8));
  pair.ends.client.close();
  REQUIRE(receive.how.ends());
  CHECK(pair.told() == FD_CLOSE);
}

TEST_CASE("events and operations: AcceptEx takes its connection, and the next is FD_ACCEPT") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const open_door door = listen_on(on);
  const held_event event;
  REQUIRE(selects(door.s, event));
  overlapped how;
  accept_room room;
  const held_socket server = tcp_on(on);
  REQUIRE(room.accept(door.s, server, 0, how) == WSA_IO_PENDING);
  const held_socket first = tcp_on(on), second = tcp_on(on), third = tcp_on(on);
  REQUIRE(connect_to(first, door.at) == 0);
  REQUIRE(how.ends());
  CHECK(nothing(door.s, event));

  REQUIRE(connect_to(second, door.at) == 0);
  REQUIRE(connect_to(third, door.at) == 0);
  CHECK(told_of(door.s, event) == FD_ACCEPT);
  const held_socket another = tcp_on(on);
  WSAResetEvent(how.hEvent);
  CHECK(room.accept(door.s, another, 0, how) == WSA_IO_PENDING);
  REQUIRE(how.ends());
  CHECK(told_of(door.s, event) == FD_ACCEPT);  // the third still waits
}

TEST_CASE("events and operations: a socket that AcceptEx fills tells FD_WRITE, and does not inherit") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const open_door door = listen_on(on);
  const held_event event, of_door;
  REQUIRE(selects(door.s, of_door));
  overlapped how;
  accept_room room;
  const held_socket server = tcp_on(on);
  REQUIRE(selects(server, event));
  REQUIRE(room.accept(door.s, server, 0, how) == WSA_IO_PENDING);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  REQUIRE(how.ends());
  CHECK(told_of(server, event) == FD_WRITE);
  REQUIRE(send_all(client, "x"));
  CHECK(told_of(server, event) == FD_READ);
  CHECK(nothing(door.s, of_door));
}

TEST_CASE("events and operations: a socket that is used again begins anew") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  const auto disconnect = extension<LPFN_DISCONNECTEX>(client, WSAID_DISCONNECTEX);
  if (disconnect == nullptr) FAIL("no DisconnectEx");
  const held_event event;
  REQUIRE(selects(client, event));
  for (int round = 0; round < 3; ++round) {
    REQUIRE(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
    CHECK(told_of(client, event) == (FD_CONNECT | FD_WRITE));
    held_socket server(accept(door.s, nullptr, nullptr));
    REQUIRE(send_all(server, "x"));
    CHECK(told_of(client, event) == FD_READ);
    REQUIRE(receives(client, 1));
    server.close();
    CHECK(told_of(client, event) == FD_CLOSE);
    REQUIRE(answer(disconnect(client, nullptr, TF_REUSE_SOCKET, 0)) == 0);
    CHECK(nothing(client, event));
  }
}
