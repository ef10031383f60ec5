// FD_WRITE during a connection: after a send that found no room, once there is room.
#include "tests/events/support.hpp"

using namespace events_test;

namespace {

/// Sends until no more is taken, then receives all of it at the other end.
std::size_t fill_and_drain(SOCKET from, SOCKET to) {
  const std::size_t sent = fill(from);
  return receive_all(to, sent).size() == sent ? sent : 0;
}

}  // namespace

TEST_CASE("FD_WRITE: told at the beginning, and not again by sends that are taken") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  const connected_pair pair = pair_on(on);
  const held_event event;
  REQUIRE(selects(pair.server, event));
  REQUIRE(send_all(pair.server, "data"));
  CHECK(told(pair.server, event) == FD_WRITE);  // a send does not take it back either
  REQUIRE(send_all(pair.server, "data"));
  REQUIRE(receives(pair.client, 8));
  CHECK(nothing(pair.server, event));
  REQUIRE(selects(pair.server, event));
  CHECK(nothing(pair.server, event));
}

TEST_CASE("FD_WRITE: after WSAEWOULDBLOCK it is told once room has come, and once") {
  started winsock;
  const shape on = each_shape();
  INFO(on.title());
  watched_pair pair(on);
  for (int round = 0; round < 3; ++round) {
    const std::size_t sent = fill(pair.server());
    REQUIRE(sent != 0);
    CHECK(pair.nothing());
    REQUIRE(receive_all(pair.client(), sent).size() == sent);
    CHECK(pair.told() == FD_WRITE);
    CHECK(pair.nothing());
  }
}

TEST_CASE("FD_WRITE: a send that was taken in part counts as one that found no room") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  const std::string bytes(1 << 20, 'w');
  const int sent = send(pair.server(), bytes.data(), static_cast<int>(bytes.size()), 0);
  REQUIRE(sent > 0);
  REQUIRE(sent < static_cast<int>(bytes.size()));
  CHECK(pair.nothing());
  REQUIRE(receive_all(pair.client(), static_cast<std::size_t>(sent)).size() == static_cast<std::size_t>(sent));
  CHECK(pair.told() == FD_WRITE);
}

TEST_CASE("FD_WRITE: recorded and then overtaken by a full buffer, it is taken back until there is room") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const connected_pair pair = pair_on(on);
  const held_event event;
  REQUIRE(selects(pair.server, event));
  const std::size_t sent = fill(pair.server);
  WSANETWORKEVENTS record{};
  CHECK(WSAEnumNetworkEvents(pair.server, event, &record) == 0);
  CHECK(record.lNetworkEvents == 0);
  REQUIRE(receive_all(pair.client, sent).size() == sent);
  CHECK(told(pair.server, event) == FD_WRITE);
}

TEST_CASE("FD_WRITE: a connection whose buffer is full when it is selected tells it when there is room") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  const connected_pair pair = pair_on(on);
  const std::size_t sent = fill(pair.server);
  const held_event event;
  REQUIRE(selects(pair.server, event));
  CHECK(nothing(pair.server, event));
  REQUIRE(receive_all(pair.client, sent).size() == sent);
  CHECK(told(pair.server, event) == FD_WRITE);
}

TEST_CASE("FD_WRITE: room that came while it was not asked for is told by a later selection") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on, FD_READ);
  REQUIRE(fill_and_drain(pair.server(), pair.client()) != 0);
  CHECK(pair.nothing());
  REQUIRE(selects(pair.server(), pair.event));
  CHECK(pair.told() == FD_WRITE);
}

TEST_CASE("FD_WRITE: not told after the sending side was shut down") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  const std::size_t sent = fill(pair.server());
  REQUIRE(shutdown(pair.server(), SD_SEND) == 0);
  REQUIRE(receive_all(pair.client(), sent).size() == sent);
  CHECK(pair.nothing());
}

TEST_CASE("FD_WRITE: a blocked sender whose peer resets is told, and then learns why") {
  started winsock;
  const shape on = each_path();
  INFO(on.title());
  watched_pair pair(on);
  REQUIRE(fill(pair.server()) != 0);
  reset_by(pair.ends.client);
  CHECK(pair.told() == (FD_WRITE | FD_CLOSE));
  CHECK(error_of(send(pair.server(), "x", 1, 0)) == WSAECONNRESET);
}
