// The stream contract: urgent data.
#include "tests/contract/support.hpp"

using namespace contract;

TEST_CASE("contract: an urgent byte comes out of band, and reads stop at its mark") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  CHECK(receive(*server, 1, urgent).how == outcome::invalid);  // none there
  send(*client, "abc");
  CHECK(send(*client, "U", urgent).bytes == 1);
  send(*client, "def");
  CHECK(server->wait_urgent(soon));
  CHECK(receive(*server, 100).text == "abc");
  CHECK(receive(*server, 1, urgent).text == "U");
  CHECK(receive(*server, 1, urgent).how == outcome::invalid);  // once
  CHECK_FALSE(server->wait_urgent(briefly));
  CHECK(receive_exactly(*server, 3) == "def");
}

TEST_CASE("contract: of an urgent send of several bytes the last one is urgent") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  send(*client, "xyU", urgent);
  REQUIRE(server->wait_urgent(soon));
  CHECK(receive(*server, 1, urgent).text == "U");
  CHECK(receive(*server, 100).text == "xy");
}

TEST_CASE("contract: inline, the urgent byte stands in its place, and no byte is beside the stream") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  server->set_urgent_inline(true);
  send(*client, "abc");
  send(*client, "U", urgent);
  send(*client, "def");
  REQUIRE(server->wait_readable(soon));
  CHECK(receive(*server, 100).text == "abc");  // up to the mark
  CHECK(receive_exactly(*server, 4) == "Udef");
  CHECK(receive(*server, 1, urgent).how == outcome::invalid);
}

TEST_CASE("contract: urgent data sent before the server accepts is not lost") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto door = net->listen(3);
  outcome how{};
  const auto client = net->connect(door->port(), how);
  REQUIRE(client);
  send(*client, "ab");
  send(*client, "U", urgent);
  const auto server = door->accept();
  CHECK(server->wait_urgent(soon));
  CHECK(receive(*server, 1, urgent).text == "U");
  CHECK(receive(*server, 100).text == "ab");
}
