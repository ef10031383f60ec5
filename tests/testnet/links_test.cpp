// Links: what each condition does to packets, in numbers. A seed makes them the same in every run; the bounds leave room for another seed.
#include "tests/testnet/probe.hpp"

using namespace testnet_test;

// ---------------------------------------------------------------------------------------------------------------- latency

TEST_CASE("latency: a fixed one is kept to the nanosecond") {
  two_hosts net(1);
  net.from.link().set({.latency = 30ms + 7ns});
  const auto came = net.probes({.count = 20});
  REQUIRE(came.size() == 20);
  for (const arrival& one : came) CHECK(one.took == 30ms + 7ns);
}

TEST_CASE("latency: a link has 100 µs each way until somebody says otherwise") {
  two_hosts net(1);
  const auto came = net.probes({.count = 1});
  REQUIRE(came.size() == 1);
  CHECK(came[0].took == 100us);
}

TEST_CASE("latency: a uniform one lies between its two ends, and everywhere there") {
  two_hosts net(2);
  net.from.link().set({.latency = testnet::delay::uniform(10ms, 30ms)});
  const spread s = spread_of(net.probes());
  CHECK(s.least >= 10);
  CHECK(s.least < 10.5);
  CHECK(s.most <= 30);
  CHECK(s.most > 29.5);
  CHECK(s.mean == Approx(20).margin(0.8));
  CHECK(s.deviation == Approx(20 / std::sqrt(12)).margin(0.5));
}

TEST_CASE("latency: a normal one has its mean and its deviation") {
  two_hosts net(3);
  net.from.link().set({.latency = testnet::delay::normal(50ms, 5ms)});
  const spread s = spread_of(net.probes());
  CHECK(s.mean == Approx(50).margin(0.8));
  CHECK(s.deviation == Approx(5).margin(0.5));
}

TEST_CASE("latency: a normal one is never negative") {
  two_hosts net(4);
  net.from.link().set({.latency = testnet::delay::normal(1ms, 10ms)});
  const auto came = net.probes();
  CHECK(came.size() == 1000);
  CHECK(spread_of(came).least == 0);
}

TEST_CASE("latency: one with a long tail is the usual one, but for the share that takes longer") {
  two_hosts net(5);
  net.from.link().set({.latency = testnet::delay::long_tail(10ms, 500ms, 0.05)});
  const auto came = net.probes({.count = 2000});
  const auto longer = std::ranges::count_if(came, [](const arrival& one) { return one.took > 10ms; });
  CHECK(longer > 60);
  CHECK(longer < 140);
  const spread s = spread_of(came);
  CHECK(s.least == 10);
  CHECK(s.most > 400);
  CHECK(s.most <= 500);
}

TEST_CASE("jitter: without reordering packets wait for those before them") {
  two_hosts net(6);
  net.from.link().set({.latency = testnet::delay::uniform(0ms, 50ms)});
  const auto came = net.probes({.gap = 1ms});
  CHECK(each_once(came, 1000));
  CHECK(in_order(came));
}

TEST_CASE("jitter: with reordering they overtake each other, and each comes once") {
  two_hosts net(6);
  net.from.link().set({.latency = testnet::delay::uniform(0ms, 50ms), .reorders = true});
  const auto came = net.probes({.gap = 1ms});
  CHECK(each_once(came, 1000));
  CHECK_FALSE(in_order(came));
  const spread s = spread_of(came);
  CHECK(s.mean == Approx(25).margin(2));
  CHECK(s.most <= 50);
}

// ------------------------------------------------------------------------------------------------------------------- loss

TEST_CASE("loss: its share is lost, and all others come") {
  two_hosts net(7);
  net.from.link().set({.loss = 0.3});
  const auto came = net.probes({.count = 4000, .gap = 1ms});
  CHECK(came.size() > 2680);
  CHECK(came.size() < 2920);
  const testnet::traffic so_far = net.out().so_far();
  CHECK(so_far.carried == came.size());
  CHECK(so_far.lost == 4000 - came.size());
}

TEST_CASE("loss: none and all are exact") {
  two_hosts net(7);
  net.from.link().set({.loss = 0});
  CHECK(net.probes().size() == 1000);
  net.from.link().set({.loss = 1});
  CHECK(net.probes().empty());
}

TEST_CASE("bursts: the share and the mean length of losses are those of Gilbert and Elliott") {
  two_hosts net(8);
  net.from.link().set({.burst = testnet::bursts{.begin = 0.05, .end = 0.25}});
  constexpr std::uint32_t count = 10'000;
  const auto came = net.probes({.count = count, .gap = 1ms});
  // Bad is a share of begin / (begin + end) of all packets, for 1 / end at a time.
  const double lost = count - static_cast<double>(came.size());
  CHECK(lost / count == Approx(1.0 / 6).margin(0.025));
  unsigned runs = 0;
  std::uint32_t expected = 0;
  for (const arrival& one : came) {
    runs += one.number != expected ? 1 : 0;
    expected = one.number + 1;
  }
  CHECK(lost / runs == Approx(4).margin(0.5));
}

TEST_CASE("bursts: inside one a share may pass, outside one a share may be lost") {
  two_hosts net(9);
  net.from.link().set({.burst = testnet::bursts{.begin = 0.5, .end = 0.5, .loss_inside = 0.4, .loss_outside = 0.2}});
  CHECK(static_cast<double>(net.probes({.count = 4000, .gap = 1ms}).size()) == Approx(2800).margin(150));
}

// ------------------------------------------------------------------------------------------------- duplication and corruption

TEST_CASE("duplication: its share comes twice") {
  two_hosts net(10);
  net.from.link().set({.duplication = 0.2});
  const auto came = net.probes();
  CHECK(came.size() > 1150);
  CHECK(came.size() < 1250);
  CHECK(net.out().so_far().duplicated == came.size() - 1000);
}

TEST_CASE("corruption: the checksums of IP and UDP find each flipped bit") {
  two_hosts net(11);
  net.from.link().set({.corruption = 0.4});
  const auto came = net.probes({.count = 2000, .gap = 1ms});
  const testnet::traffic so_far = net.out().so_far();
  CHECK(so_far.corrupted > 720);
  CHECK(so_far.corrupted < 880);
  CHECK(so_far.carried == 2000);
  CHECK(came.size() == 2000 - so_far.corrupted);
}

TEST_CASE("corruption: TCP delivers every byte over a link that damages, doubles and reorders, over both families") {
  testnet::net world(12);
  INFO(world);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  client.link().set(
      {.latency = testnet::delay::uniform(1ms, 20ms), .reorders = true, .duplication = 0.05, .corruption = 0.05});
  const std::string text = pattern(100'000);
  for (const std::string& address : {server.address(), server.address6()}) {
    CAPTURE(address);
    std::string got;
    server.run([&] {
      const held_socket door = listen_at(address.c_str(), 80);
      CHECK(send_all(accept_at(door), text));
    });
    client.run([&] { got = receive_to_end(connected_to(address, 80)); });
    world.go();
    CHECK(got == text);
  }
}

// ------------------------------------------------------------------------------------------------- size, bandwidth and queue

TEST_CASE("mtu: packets of more bytes are dropped, those of as many pass") {
  two_hosts net(13);
  net.from.link().set({.mtu = 1000});
  constexpr std::size_t headers = 20 + 8;  // IPv4 and UDP
  CHECK(net.probes({.count = 3, .bytes = 1000 - headers}).size() == 3);
  CHECK(net.out().so_far().too_large == 0);
  CHECK(net.probes({.count = 3, .bytes = 1001 - headers}).empty());
  CHECK(net.out().so_far().too_large == 3);
}

TEST_CASE("mtu: a datagram of many fragments comes whole, or not at all") {
  two_hosts net(14);
  CHECK(net.probes({.count = 20, .bytes = 20'000}).size() == 20);
  net.from.link().set({.loss = 0.05});
  const auto came = net.probes({.count = 200, .bytes = 20'000});  // of 14 fragments: half of them lose one
  CHECK(came.size() > 60);
  CHECK(came.size() < 140);
}

TEST_CASE("bandwidth: packets leave one after another") {
  two_hosts net(15);
  net.from.link().set({.latency = 5ms, .bandwidth = 8'000'000});  // a byte takes a microsecond
  const auto came = net.probes({.count = 10, .gap = 0ms, .bytes = 972});
  REQUIRE(came.size() == 10);
  for (const arrival& one : came) CHECK(one.took == 5ms + (one.number + 1) * 1ms);
}

TEST_CASE("bandwidth: what does not fit into the queue is dropped") {
  two_hosts net(16);
  net.from.link().set({.bandwidth = 8'000'000, .queue_bytes = 5000});
  const auto came = net.probes({.count = 20, .gap = 0ms, .bytes = 972});
  CHECK(came.size() == 6);  // one leaves, five wait
  CHECK(in_order(came));
  CHECK(net.out().so_far().queue_full == 14);
}

TEST_CASE("bandwidth: a TCP stream has as much of it as the link gives") {
  testnet::net world(17);
  const started winsock;
  testnet::host &client = world.add_host("client"), &server = world.add_host("server");
  const connected_pair both = pair_between(client, server);
  server.link().set({.latency = 5ms, .bandwidth = 10'000'000, .queue_bytes = 64 * 1024});
  const std::string text = pattern(5'000'000);
  server.run([&] {
    CHECK(send_all(both.server, text));
    shutdown(both.server, SD_SEND);
  });
  std::string got;
  nanoseconds took{};
  const nanoseconds began = world.now();
  client.run([&] {
    got = receive_to_end(both.client);
    took = world.now() - began;
  });
  world.go();
  CHECK(got == text);
  CHECK(took > 4s);  // 5 MB at 1.25 MB/s, and headers
  CHECK(took < 6s);
}

// ------------------------------------------------------------------------------------------------- directions and changes

TEST_CASE("directions: the two of a link have conditions of their own") {
  two_hosts net(18);
  net.from.link().out().set({.latency = 10ms, .mtu = 900});
  net.from.link().back().set({.latency = 50ms});
  CHECK(net.probes({.count = 1}).at(0).took == 10ms);
  CHECK(send_probes(net.world, net.to, net.from, {.count = 1}).at(0).took == 50ms);
  CHECK(net.from.link().out().now().mtu == 900);
  CHECK(net.from.link().back().now().mtu == 0);
}

TEST_CASE("changes: packets under way arrive as they were sent, new ones as they are sent") {
  two_hosts net(19);
  const held_socket to = net.to.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket from = net.from.call([] { return datagrams_at("0.0.0.0", 0); });
  net.from.link().set({.latency = 1s});
  send_to(from, net.to.address(), 99, "old");
  net.from.link().set({.latency = 10ms, .reorders = true});
  send_to(from, net.to.address(), 99, "new");
  CHECK(next_datagram(to) == "new");
  CHECK(net.world.now() == 10ms);
  CHECK(next_datagram(to) == "old");
  CHECK(net.world.now() == 1s);
}

TEST_CASE("changes: where packets do not overtake, new ones wait for those under way") {
  two_hosts net(19);
  const held_socket to = net.to.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket from = net.from.call([] { return datagrams_at("0.0.0.0", 0); });
  net.from.link().set({.latency = 1s});
  send_to(from, net.to.address(), 99, "old");
  net.from.link().set({.latency = 10ms});
  send_to(from, net.to.address(), 99, "new");
  CHECK(next_datagram(to) == "old");
  CHECK(next_datagram(to) == "new");
  CHECK(net.world.now() == 1s);
}

TEST_CASE("changes: packets under way may be judged anew, and are late, lost or there at once") {
  two_hosts net(20);
  const held_socket to = net.to.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket from = net.from.call([] { return datagrams_at("0.0.0.0", 0); });
  net.from.link().set({.latency = 100ms});
  const auto send_and_change = [&](const testnet::conditions& to_what) {
    net.from.link().set({.latency = 100ms});
    send_to(from, net.to.address(), 99, "one");
    const nanoseconds sent = net.world.now();
    net.world.pass(50ms);
    net.from.link().set(to_what, testnet::under_way::too);
    const std::string got = next_datagram(to);
    return got == "one" ? net.world.now() - sent : nanoseconds(-1);
  };
  CHECK(send_and_change({.latency = 300ms}) == 300ms);
  CHECK(send_and_change({.latency = 70ms}) == 70ms);
  CHECK(send_and_change({.latency = 10ms}) == 50ms);  // it would be there already
  const testnet::traffic before = net.out().so_far();
  CHECK(before.carried == 3);
  CHECK(send_and_change({.loss = 1}) == -1ns);
  CHECK(net.out().so_far().lost == 1);
  CHECK(net.out().so_far().carried == 3);
}

TEST_CASE("hold: packets wait in order, and go on their way when released") {
  two_hosts net(21);
  const held_socket to = net.to.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket from = net.from.call([] { return datagrams_at("0.0.0.0", 0); });
  net.from.link().set({.latency = 20ms});
  send_to(from, net.to.address(), 99, "before");
  net.from.link().hold();
  for (const char* const text : {"one", "two", "three"}) send_to(from, net.to.address(), 99, text);
  CHECK(next_datagram(to) == "before");
  CHECK(next_datagram(to, 5000ms) == "nothing");
  const nanoseconds released = net.world.now();
  net.from.link().release();
  for (const char* const text : {"one", "two", "three"}) CHECK(next_datagram(to) == text);
  CHECK(net.world.now() - released == 20ms);
  send_to(from, net.to.address(), 99, "after");
  CHECK(next_datagram(to) == "after");
}

TEST_CASE("cut: packets under way arrive, new ones are dropped until the link is mended") {
  two_hosts net(22);
  const held_socket to = net.to.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket from = net.from.call([] { return datagrams_at("0.0.0.0", 0); });
  net.from.link().set({.latency = 20ms});
  send_to(from, net.to.address(), 99, "before");
  net.out().cut();
  send_to(from, net.to.address(), 99, "during");
  CHECK(next_datagram(to) == "before");
  CHECK(next_datagram(to) == "nothing");
  net.out().mend();
  send_to(from, net.to.address(), 99, "after");
  CHECK(next_datagram(to) == "after");
  CHECK(net.out().so_far().cut == 1);
  CHECK(net.out().so_far().carried == 2);
}
