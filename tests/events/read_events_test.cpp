// FD_READ and FD_OOB on streams.
#include "tests/events/support.hpp"

using namespace events_test;

TEST_CASE("FD_READ: told for each arrival, and once") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(pair.ready);
  CHECK(pair.nothing());
  REQUIRE(send_all(pair.client(), "data"));
  CHECK(pair.told() == FD_READ);
  CHECK(pair.nothing());
  REQUIRE(send_all(pair.client(), "more"));  // though nothing was read
  CHECK(pair.told() == FD_READ);
  CHECK(pair.nothing());
}

TEST_CASE("FD_READ: a receive that leaves something has it told again, one that leaves nothing does not") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "12345678"));
  CHECK(pair.told() == FD_READ);
  for (int left = 7; left >= 0; --left) {
    REQUIRE(receives(pair.server(), 1));
    if (left != 0) CHECK(pair.told() == FD_READ);
    CHECK(pair.nothing());
  }
  char byte;
  CHECK(error_of(recv(pair.server(), &byte, 1, 0)) == WSAEWOULDBLOCK);
  CHECK(pair.nothing());
}

TEST_CASE("FD_READ: every kind of receive re-enables it, a peek too") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "12345678"));
  CHECK(pair.told() == FD_READ);
  char bytes[2];
  WSABUF buffer{1, bytes};
  DWORD count = 0, flags = 0;
  CHECK(recvfrom(pair.server(), bytes, 1, 0, nullptr, nullptr) == 1);
  CHECK(pair.told() == FD_READ);
  CHECK(WSARecv(pair.server(), &buffer, 1, &count, &flags, nullptr, nullptr) == 0);
  CHECK(pair.told() == FD_READ);
  CHECK(WSARecvFrom(pair.server(), &buffer, 1, &count, &flags, nullptr, nullptr, nullptr, nullptr) == 0);
  CHECK(pair.told() == FD_READ);
  CHECK(recv(pair.server(), bytes, 1, MSG_PEEK) == 1);
  CHECK(pair.told() == FD_READ);
  CHECK(pair.nothing());
}

TEST_CASE("FD_READ: a receive whose parameters are wrong re-enables nothing") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "data"));
  CHECK(pair.told() == FD_READ);
  char byte;
  CHECK(error_of(recv(pair.server(), &byte, -1, 0)) == WSAEFAULT);
  CHECK(pair.nothing());
  CHECK(error_of(recv(pair.server(), nullptr, 1, 0)) == WSAEFAULT);
  CHECK(pair.nothing());
}

TEST_CASE("FD_READ: bytes that are read before anybody asked are no longer told") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "data"));
  REQUIRE(receives(pair.server(), 4));
  CHECK(pair.event.is_set());  // as on Windows: the event stays, the record is empty
  WSANETWORKEVENTS record{};
  CHECK(WSAEnumNetworkEvents(pair.server(), pair.event, &record) == 0);
  CHECK(record.lNetworkEvents == 0);
  CHECK(pair.nothing());
}

TEST_CASE("FD_READ: what came before the selection, or while there was none, is told by it") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const held_event event;
  const connected_pair pair = pair_on(on);
  REQUIRE(send_all(pair.client, "data"));
  REQUIRE(selects(pair.server, event));
  CHECK(told(pair.server, event) == (FD_READ | FD_WRITE));

  REQUIRE(deselects(pair.server));
  REQUIRE(selects(pair.server, event));
  CHECK(nothing(pair.server, event));  // told already

  REQUIRE(deselects(pair.server));
  REQUIRE(send_all(pair.client, "more"));
  CHECK(nothing(pair.server, event));
  REQUIRE(selects(pair.server, event));
  CHECK(told(pair.server, event) == FD_READ);

  REQUIRE(deselects(pair.server));
  REQUIRE(send_all(pair.client, "last"));
  REQUIRE(receives(pair.server, 12));
  REQUIRE(selects(pair.server, event));
  CHECK(nothing(pair.server, event));
}

TEST_CASE("FD_READ: not asked for, it is kept for a later selection") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on, FD_CLOSE);
  REQUIRE(send_all(pair.client(), "data"));
  CHECK(pair.nothing());
  REQUIRE(selects(pair.server(), pair.event));
  CHECK(pair.told() == (FD_READ | FD_WRITE));
}

TEST_CASE("FD_OOB: told for each urgent byte, and again while one is there after a receive of urgent data") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send(pair.client(), "u", 1, MSG_OOB) == 1);
  CHECK(pair.told() == FD_OOB);
  CHECK(pair.nothing());
  char byte = 0;
  CHECK(recv(pair.server(), &byte, 1, MSG_OOB | MSG_PEEK) == 1);
  CHECK(pair.told() == FD_OOB);
  CHECK(recv(pair.server(), &byte, 1, MSG_OOB) == 1);
  CHECK(byte == 'u');
  CHECK(pair.nothing());
  REQUIRE(send(pair.client(), "v", 1, MSG_OOB) == 1);
  CHECK(pair.told() == FD_OOB);
  REQUIRE(send(pair.client(), "w", 1, MSG_OOB) == 1);  // though the other was not asked for
  CHECK((pair.told() & FD_OOB) == FD_OOB);
}

TEST_CASE("FD_OOB: beside FD_READ, each for its own bytes") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "ab"));
  CHECK(pair.told() == FD_READ);
  REQUIRE(send(pair.client(), "u", 1, MSG_OOB) == 1);
  CHECK(pair.told() == FD_OOB);
  REQUIRE(receives(pair.server(), 2));
  CHECK(pair.nothing());
  char byte;
  CHECK(recv(pair.server(), &byte, 1, MSG_OOB) == 1);
  CHECK(pair.nothing());
}

TEST_CASE("FD_OOB: in line there is none, and the byte is FD_READ's") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(set_option(pair.server(), SOL_SOCKET, SO_OOBINLINE, BOOL{TRUE}));
  REQUIRE(send(pair.client(), "u", 1, MSG_OOB) == 1);
  CHECK(pair.told() == FD_READ);
  CHECK(receives(pair.server(), 1));
  CHECK(pair.nothing());
}
