// The stream contract: how connections end, and how they never come to be.
#include <thread>

#include "tests/contract/support.hpp"

using namespace contract;

TEST_CASE("contract: half close: the end comes after the data, and the other direction goes on") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  send(*client, "last words");
  CHECK(client->finish_sending() == outcome::ok);
  CHECK(client->finish_sending() == outcome::ok);
  CHECK(receive_exactly(*server, 10) == "last words");
  const text_result end = receive(*server);
  CHECK(end.text.empty());
  CHECK(end.how == outcome::ok);
  CHECK(receive(*server).how == outcome::ok);  // and stays the end
  CHECK(send(*server, "answer").bytes == 6);
  CHECK(receive_exactly(*client, 6) == "answer");
  CHECK(send(*client, "x").how == outcome::shut_down);
}

TEST_CASE("contract: the end needs no room in a full receiver and never overtakes data") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  client->set_nonblocking(true);
  std::size_t sent = 0;
  for (;;) {
    const result r = send(*client, pattern(sent, 5000));
    if (r.how != outcome::ok) break;
    sent += r.bytes;
  }
  client->finish_sending();
  std::this_thread::sleep_for(briefly);
  std::size_t seen = 0;
  for (;;) {
    const text_result part = receive(*server);
    if (part.text.empty()) {
      CHECK(part.how == outcome::ok);
      break;
    }
    seen += part.text.size();
  }
  CHECK(seen == sent);
}

TEST_CASE("contract: a blocked receive is woken by the end of the stream") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  auto ends = net->connected_pair();
  std::thread late([&] {
    std::this_thread::sleep_for(briefly);
    ends.first->close();
  });
  const text_result end = receive(*ends.second);
  late.join();
  CHECK(end.text.empty());
  CHECK(end.how == outcome::ok);
}

TEST_CASE("contract: a blocked receive is woken by a reset") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  auto ends = net->connected_pair();
  std::thread late([&] {
    std::this_thread::sleep_for(briefly);
    ends.first->abort();
  });
  const text_result end = receive(*ends.second);
  late.join();
  CHECK(end.how == outcome::reset);
}

TEST_CASE("contract: a blocked send is woken by a reset") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  auto ends = net->connected_pair();
  std::thread late([&] {
    std::this_thread::sleep_for(briefly);
    ends.first->abort();
  });
  outcome how = outcome::ok;
  for (int i = 0; i < 1000 && how == outcome::ok; ++i) how = send(*ends.second, std::string(100'000, 'x')).how;
  late.join();
  CHECK(how == outcome::reset);
}

TEST_CASE("contract: closing with unread data resets the peer") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  send(*server, "never read");
  REQUIRE(client->wait_readable(soon));
  client->close();
  CHECK(receive(*server).how == outcome::reset);
}

TEST_CASE("contract: a reset discards what the peer had not read yet") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  send(*client, "lost");
  REQUIRE(server->wait_readable(soon));
  client->abort();
  std::this_thread::sleep_for(briefly);
  if (net->ours()) CHECK(receive(*server).how == outcome::reset);  // as Windows; Linux still hands the bytes out
}

TEST_CASE("contract: a graceful close discards nothing") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  const std::string text = pattern(0, 50'000);
  send(*client, text);
  client->close();
  std::this_thread::sleep_for(briefly);
  CHECK(receive_exactly(*server, text.size() + 1) == text);
}

TEST_CASE("contract: sending to a closed peer succeeds once and then fails") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  client->close();
  CHECK(receive(*server).text.empty());
  CHECK(send(*server, "anyone?").how == outcome::ok);
  std::this_thread::sleep_for(briefly);
  const outcome how = send(*server, "hello?").how;
  if (net->ours())
    CHECK(how == outcome::reset);
  else
    CHECK(how == outcome::shut_down);  // EPIPE
}

TEST_CASE("contract: a connect to a port where nobody listens is refused, at once") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const std::uint16_t port = net->listen(1)->port();  // closed again at the end of the statement
  const auto began = std::chrono::steady_clock::now();
  outcome how{};
  CHECK(net->connect(port, how) == nullptr);
  CHECK(how == outcome::refused);
  CHECK(std::chrono::steady_clock::now() - began < 1s);
}

TEST_CASE("contract: a full backlog refuses, and has room again after an accept") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  if (!net->ours()) return;  // Linux lets the client wait
  const auto door = net->listen(3);
  std::vector<std::unique_ptr<stream>> waiting;
  outcome how{};
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(net->connect(door->port(), how));
    REQUIRE(how == outcome::ok);
  }
  CHECK(net->connect(door->port(), how) == nullptr);
  CHECK(how == outcome::refused);
  const auto first = door->accept();
  CHECK(first->remote() == waiting[0]->local());  // in the order of arrival
  waiting.push_back(net->connect(door->port(), how));
  CHECK(how == outcome::ok);
}

TEST_CASE("contract: what a client sends before it is accepted is there afterwards") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto door = net->listen(3);
  outcome how{};
  const auto client = net->connect(door->port(), how);
  REQUIRE(client);
  send(*client, "early");
  client->finish_sending();
  CHECK(door->wait_readable(soon));
  const auto server = door->accept();
  CHECK(receive_exactly(*server, 6) == "early");
}

TEST_CASE("contract: closing a listener resets the connections that nobody accepted") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  auto door = net->listen(3);
  outcome how{};
  const auto client = net->connect(door->port(), how);
  REQUIRE(client);
  door.reset();
  CHECK(receive(*client).how == outcome::reset);
}

TEST_CASE("contract: closing a socket wakes its blocked receive and its blocked send") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  if (!net->ours()) return;  // Linux leaves them blocked
  auto ends = net->connected_pair();
  outcome receiving{}, sending{};
  std::thread reader([&, at = ends.first.get()] { receiving = receive(*at).how; });
  std::thread writer([&, at = ends.first.get()] { sending = send(*at, std::string(2'000'000, 'x')).how; });
  std::this_thread::sleep_for(briefly);
  ends.first->close();
  reader.join();
  writer.join();
  CHECK(receiving == outcome::aborted);
  CHECK(sending == outcome::aborted);
}

TEST_CASE("contract: a thousand connections come and go, each with a few bytes") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto door = net->listen(5);
  for (int i = 0; i < 1000; ++i) {
    outcome how{};
    const auto client = net->connect(door->port(), how);
    REQUIRE(client);
    const auto server = door->accept();
    REQUIRE(server);
    send(*client, "ping");
    REQUIRE(receive(*server).text == "ping");
    client->close();
    REQUIRE(receive(*server).text.empty());
  }
}
