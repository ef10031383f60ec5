// The stream contract: bytes.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <random>
#include <thread>

#include "tests/contract/support.hpp"

using namespace contract;

TEST_CASE("contract: the connection takes the path it is tested for, and both ends agree on their names") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  REQUIRE(server);
  CHECK(net->is_on_path(*client));
  CHECK(net->is_on_path(*server));
  CHECK(client->local() == server->remote());
  CHECK(client->remote() == server->local());
  CHECK(client->local().port != 0);
}

TEST_CASE("contract: bytes arrive in order, whatever the sizes of sends and receives") {
  const auto net = each_carrier();
  const auto seed = std::random_device{}();
  CAPTURE(net->title(), seed);
  const auto [client, server] = net->connected_pair();
  constexpr std::size_t total = 3'000'000;
  std::thread sender([&, out = client.get()] {
    std::mt19937 random(seed);
    for (std::size_t done = 0; done < total;) {
      const std::size_t bytes = std::min<std::size_t>(total - done, 1 + random() % (random() % 3 == 0 ? 200'000 : 300));
      if (send(*out, pattern(done, bytes)).bytes != bytes) break;
      done += bytes;
    }
    out->finish_sending();
  });
  std::mt19937 random(seed + 1);
  std::size_t seen = 0;
  bool right = true;
  for (;;) {
    const text_result part = receive(*server, 1 + random() % 100'000);
    if (part.text.empty()) {
      CHECK(part.how == outcome::ok);  // the end of the stream
      break;
    }
    right = right && part.text == pattern(seen, part.text.size());
    seen += part.text.size();
  }
  sender.join();
  CHECK(right);
  CHECK(seen == total);
}

TEST_CASE("contract: one thread may send up to the receive buffer and then receive its echo") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  const std::string much = pattern(0, 65536);
  REQUIRE(send(*client, much).bytes == much.size());
  const std::string there = receive_exactly(*server, much.size());
  REQUIRE(there == much);
  REQUIRE(send(*server, there).bytes == much.size());
  CHECK(receive_exactly(*client, much.size()) == much);
}

TEST_CASE("contract: a non-blocking receive answers would_block until there is something") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  server->set_nonblocking(true);
  CHECK(receive(*server).how == outcome::would_block);
  CHECK_FALSE(server->wait_readable(briefly));
  send(*client, "now");
  CHECK(server->wait_readable(soon));
  CHECK(receive(*server).text == "now");
  CHECK(receive(*server).how == outcome::would_block);
}

TEST_CASE("contract: a full receiver stops a non-blocking sender; nothing is lost when it reads again") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  client->set_nonblocking(true);
  std::size_t sent = 0;
  for (;;) {
    const result r = send(*client, pattern(sent, 10'000));
    if (r.how != outcome::ok) {
      CHECK(r.how == outcome::would_block);
      break;
    }
    sent += r.bytes;
    REQUIRE(sent < 50'000'000);
  }
  if (net->ours()) CHECK(sent <= 3 * 65536);  // the receive buffer, and on the ordinary path the send buffer too
  CHECK_FALSE(client->wait_writable(briefly));
  std::size_t seen = 0;
  while (seen < sent) {
    const std::string part = receive(*server).text;
    REQUIRE(part == pattern(seen, part.size()));
    seen += part.size();
  }
  CHECK(client->wait_writable(soon));
  CHECK(send(*client, "more").bytes == 4);
  CHECK(receive_exactly(*server, 4) == "more");
}

TEST_CASE("contract: a blocked send goes on when the receiver reads, and loses nothing") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  const std::string much = pattern(0, 8'000'000);
  std::thread sender([&, out = client.get()] {
    CHECK(send(*out, much).bytes == much.size());
    out->finish_sending();
  });
  std::this_thread::sleep_for(briefly);  // let it block
  const std::string seen = receive_exactly(*server, much.size() + 1);
  sender.join();
  CHECK(seen == much);
}

TEST_CASE("contract: a blocked receive is woken by data") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  std::thread late([out = client.get()] {
    std::this_thread::sleep_for(briefly);
    send(*out, "good morning");
  });
  CHECK(receive(*server).text == "good morning");
  late.join();
}

TEST_CASE("contract: a peek takes nothing") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  send(*client, "abcdef");
  REQUIRE(server->wait_readable(soon));
  CHECK(receive(*server, 3, peek).text == "abc");
  CHECK(receive(*server, 100, peek).text == "abcdef");
  CHECK(server->unread() == 6);
  CHECK(receive(*server, 4).text == "abcd");
  CHECK(server->unread() == 2);
  CHECK(receive(*server, 100).text == "ef");
  CHECK(server->unread() == 0);
}

TEST_CASE("contract: a receive that waits for all is filled, or ended by the end of the stream") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  std::thread pieces([out = client.get()] {
    for (int i = 0; i < 10; ++i) {
      send(*out, "0123456789");
      std::this_thread::sleep_for(1ms);
    }
    send(*out, "rest");
    out->finish_sending();
  });
  CHECK(receive(*server, 100, wait_all).text.size() == 100);
  CHECK(receive(*server, 100, wait_all).text == "rest");
  pieces.join();
}

TEST_CASE("contract: a send of nothing succeeds and is nothing") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  CHECK(send(*client, "") == result{0, outcome::ok});
  send(*client, "x");
  CHECK(receive(*server).text == "x");
}

TEST_CASE("contract: a receive with a time-out gives up, and the connection goes on") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  server->set_receive_timeout(briefly);
  CHECK(receive(*server).how == outcome::timed_out);
  send(*client, "late");
  CHECK(receive(*server).text == "late");
}

TEST_CASE("contract: threads share a socket: each call's bytes stay together, none is lost") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  if (!net->ours()) return;  // Linux lets two receives that wait for all share what comes
  const auto [client, server] = net->connected_pair();
  // A record is a length that a send carries as a whole; records of different senders may come in any order, but whole.
  constexpr int senders = 4;
  constexpr int records = 300;
  constexpr std::size_t record = 1000;
  std::vector<std::thread> threads;
  for (int who = 0; who < senders; ++who) {
    threads.emplace_back([out = client.get(), who] {
      for (int i = 0; i < records; ++i) {
        const std::string body(record, static_cast<char>('a' + who));
        if (send(*out, body).bytes != record) return;
      }
    });
  }
  // Receivers take whole records each, so that a record torn by senders or by receivers shows as mixed letters.
  std::array<std::atomic<int>, senders> seen{};
  std::atomic<int> torn{0};
  std::atomic<int> left{senders * records};
  std::vector<std::thread> receivers;
  for (int i = 0; i < 3; ++i) {
    receivers.emplace_back([&, in = server.get()] {
      while (left.fetch_sub(1) > 0) {
        const std::string body = receive(*in, record, wait_all).text;
        if (body.size() != record || body != std::string(record, body[0])) {
          ++torn;
          continue;
        }
        ++seen[static_cast<std::size_t>(body[0] - 'a') % senders];
      }
    });
  }
  for (auto& t : threads) t.join();
  for (auto& t : receivers) t.join();
  CHECK(torn == 0);
  for (const auto& count : seen) CHECK(count == records);
}

TEST_CASE("contract: big sends of several threads stay whole, though each fills the receiver several times over") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  const auto [client, server] = net->connected_pair();
  constexpr std::size_t record = 300'000;
  std::vector<std::thread> threads;
  for (int who = 0; who < 3; ++who) {
    threads.emplace_back([out = client.get(), who] { send(*out, std::string(record, static_cast<char>('a' + who))); });
  }
  for (int i = 0; i < 3; ++i) {
    const std::string body = receive_exactly(*server, record);
    REQUIRE(body.size() == record);
    CHECK(body == std::string(record, body[0]));
  }
  for (auto& t : threads) t.join();
}

TEST_CASE("contract: small receive buffers work, down to a few bytes") {
  const auto net = each_carrier();
  const int buffer = GENERATE(1, 10, 1000, 8192);
  CAPTURE(net->title(), buffer);
  const auto [client, server] = net->connected_pair(buffer);
  const std::string text = pattern(0, 20'000);
  std::thread sender([&, out = client.get()] { send(*out, text); });
  CHECK(receive_exactly(*server, text.size()) == text);
  sender.join();
}

TEST_CASE("contract: the receive buffer can be changed while the connection is in use") {
  const auto net = each_carrier();
  CAPTURE(net->title());
  if (!net->ours()) return;  // Linux takes seconds to recover from a window that was shrunk
  const auto [client, server] = net->connected_pair();
  constexpr std::size_t total = 4'000'000;
  std::thread sender([out = client.get()] { send(*out, pattern(0, total)); });
  std::size_t seen = 0;
  int turn = 0;
  for (; seen < total; ++turn) {
    if (turn % 7 == 0) server->set_receive_buffer(turn % 2 == 0 ? 4096 : 400'000);
    const std::string part = receive(*server, 50'000).text;
    REQUIRE(part == pattern(seen, part.size()));
    REQUIRE_FALSE(part.empty());
    seen += part.size();
  }
  sender.join();
}
