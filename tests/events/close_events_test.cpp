// FD_CLOSE: the peer has finished, or the connection is broken.
#include "tests/events/support.hpp"

using namespace events_test;

TEST_CASE("FD_CLOSE: a close of the peer is told with error 0, and once") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  watched_pair pair(on);
  pair.ends.client.close();
  const told_events told = take(pair.server(), pair.event, soon);
  CHECK(told.events == FD_CLOSE);
  CHECK(told.error_of(FD_CLOSE_BIT) == 0);
  CHECK(pair.nothing());
  REQUIRE(selects(pair.server(), pair.event));
  CHECK(pair.nothing());
  REQUIRE(deselects(pair.server()));
  REQUIRE(selects(pair.server(), pair.event));
  CHECK(pair.nothing());
  char byte;
  CHECK(recv(pair.server(), &byte, 1, 0) == 0);
  CHECK(pair.nothing());  // the end of the stream is no FD_READ
}

TEST_CASE("FD_CLOSE: half a close is one, and the close that follows is no second") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(shutdown(pair.client(), SD_SEND) == 0);
  CHECK(pair.told() == FD_CLOSE);
  REQUIRE(send_all(pair.server(), "still"));
  REQUIRE(receives(pair.client(), 5));
  CHECK(pair.nothing());
  pair.ends.client.close();
  CHECK(pair.nothing());
}

TEST_CASE("FD_CLOSE: told at once though data is unread, and FD_READ goes on until all is read") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "12345"));
  CHECK(pair.told() == FD_READ);
  pair.ends.client.close();
  CHECK(pair.told() == FD_CLOSE);
  REQUIRE(receives(pair.server(), 3));
  CHECK(pair.told() == FD_READ);
  REQUIRE(receives(pair.server(), 2));
  CHECK(pair.nothing());
}

TEST_CASE("FD_CLOSE: data and the end together are told together") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.client(), "12345"));
  pair.ends.client.close();
  CHECK(pair.told() == (FD_READ | FD_CLOSE));
}

TEST_CASE("FD_CLOSE: shutting down of receiving, or of the own side, is none") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(shutdown(pair.client(), SD_RECEIVE) == 0);
  REQUIRE(shutdown(pair.server(), SD_BOTH) == 0);
  CHECK(stays_quiet(pair.server(), pair.event));
  REQUIRE(shutdown(pair.client(), SD_SEND) == 0);
  CHECK(pair.told() == FD_CLOSE);
  CHECK(pair.nothing());
}

TEST_CASE("FD_CLOSE: a reset is told as WSAECONNABORTED") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  watched_pair pair(on);
  reset_by(pair.ends.client);
  const told_events told = take(pair.server(), pair.event, soon);
  CHECK(told.events == FD_CLOSE);
  CHECK(told.error_of(FD_CLOSE_BIT) == WSAECONNABORTED);
  CHECK(pair.nothing());
  REQUIRE(selects(pair.server(), pair.event));
  CHECK(pair.nothing());
  char byte;
  CHECK(error_of(recv(pair.server(), &byte, 1, 0)) == WSAECONNRESET);
  CHECK(pair.nothing());
}

TEST_CASE("FD_CLOSE: a close with unread data is a reset, and a reset after half a close is told as well") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(send_all(pair.server(), "unread"));
  REQUIRE(shutdown(pair.client(), SD_SEND) == 0);
  const told_events finished = take(pair.server(), pair.event, soon);
  CHECK(finished.events == FD_CLOSE);
  CHECK(finished.error_of(FD_CLOSE_BIT) == 0);
  pair.ends.client.close();
  const told_events broken = take(pair.server(), pair.event, soon);
  CHECK(broken.events == FD_CLOSE);
  CHECK(broken.error_of(FD_CLOSE_BIT) == WSAECONNABORTED);
}

TEST_CASE("FD_CLOSE: sending to a peer that is gone breaks the connection, which is told") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  pair.ends.client.close();
  CHECK(pair.told() == FD_CLOSE);
  REQUIRE(send(pair.server(), "x", 1, 0) == 1);  // answered by a reset
  const told_events broken = take(pair.server(), pair.event, soon);
  CHECK(broken.events == FD_CLOSE);
  CHECK(broken.error_of(FD_CLOSE_BIT) == WSAECONNABORTED);
}

TEST_CASE("FD_CLOSE: what ended before the selection, or was not asked for, is told by a later selection") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const held_event event;
  connected_pair early = pair_on(on);
  early.client.close();
  REQUIRE(selects(early.server, event, FD_READ | FD_CLOSE));
  CHECK(told(early.server, event) == FD_CLOSE);

  watched_pair pair(on, FD_READ);
  pair.ends.client.close();
  CHECK(stays_quiet(pair.server(), pair.event));
  REQUIRE(selects(pair.server(), pair.event, FD_READ | FD_CLOSE));
  CHECK(pair.told() == FD_CLOSE);
}
