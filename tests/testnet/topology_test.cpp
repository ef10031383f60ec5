// Topology: partitions, faults between two hosts, and lans with routed links between them.
#include <mswsock.h>

#include "tests/testnet/probe.hpp"

using namespace testnet_test;

namespace {

bool reaches(testnet::host& from, testnet::host& to) {
  const held_socket ear = to.call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket mouth = from.call([] { return datagrams_at("0.0.0.0", 0); });
  REQUIRE(send_to(mouth, to.address(), 99, "hello"));
  return next_datagram(ear) == "hello";
}

/// The TTL with which a datagram arrives that was sent with `ttl`; 0: it does not.
int ttl_on_arrival(testnet::host& from, testnet::host& to, int ttl) {
  const held_socket ear = to.call([] { return datagrams_at("0.0.0.0", 99); });
  REQUIRE(set_option(ear, IPPROTO_IP, IP_RECVTTL, 1));
  give_up_after(ear, 1000ms);
  const held_socket mouth = from.call([] { return datagrams_at("0.0.0.0", 0); });
  REQUIRE(set_option(mouth, IPPROTO_IP, IP_TTL, ttl));
  REQUIRE(send_to(mouth, to.address(), 99, "hello"));
  GUID id = WSAID_WSARECVMSG;
  LPFN_WSARECVMSG receive = nullptr;
  DWORD bytes = 0;
  REQUIRE(WSAIoctl(ear, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &receive, sizeof receive, &bytes, nullptr,
                   nullptr) == 0);
  char text[16];
  alignas(WSACMSGHDR) char control[128];
  WSABUF buffer{sizeof text, text};
  socket_name sender;
  WSAMSG message{sender.plain(), sender.length, &buffer, 1, {sizeof control, control}, 0};
  if (receive(ear, &message, &bytes, nullptr, nullptr) != 0) return 0;
  for (WSACMSGHDR* one = WSA_CMSG_FIRSTHDR(&message); one != nullptr; one = WSA_CMSG_NXTHDR(&message, one)) {
    if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_TTL)
      return *reinterpret_cast<const int*>(WSA_CMSG_DATA(one));
  }
  return -1;
}

}  // namespace

TEST_CASE("partition: nothing passes between the two groups, and everything inside them, until it heals") {
  testnet::net world(1);
  const started winsock;
  testnet::host &a = world.add_host("a"), &b = world.add_host("b"), &c = world.add_host("c"), &d = world.add_host("d");
  world.partition({a, b}, {c, d});
  for (testnet::host* const here : {&a, &b}) {
    for (testnet::host* const there : {&c, &d}) {
      CHECK_FALSE(reaches(*here, *there));
      CHECK_FALSE(reaches(*there, *here));
    }
  }
  CHECK(reaches(a, b));
  CHECK(reaches(d, c));
  CHECK(world.between(a, c).out().so_far().cut == 1);
  world.heal();
  CHECK(reaches(a, c));
  CHECK(reaches(d, b));
}

TEST_CASE("partition: one way leaves the other open") {
  testnet::net world(1);
  const started winsock;
  testnet::host &a = world.add_host("a"), &b = world.add_host("b");
  world.partition_one_way({a}, {b});
  CHECK_FALSE(reaches(a, b));
  CHECK(reaches(b, a));
  world.heal();
  CHECK(reaches(a, b));
}

TEST_CASE("partition: two of them at once heal together, and a cut link stays cut") {
  testnet::net world(1);
  const started winsock;
  testnet::host &a = world.add_host("a"), &b = world.add_host("b"), &c = world.add_host("c");
  world.partition({a}, {b, c});
  world.partition({b}, {a, c});
  c.link().cut();
  world.heal();
  CHECK(reaches(a, b));
  CHECK_FALSE(reaches(a, c));
  c.link().mend();
  CHECK(reaches(a, c));
}

TEST_CASE("between: two hosts' packets suffer besides, others' do not, and both sides name the same link") {
  testnet::net world(1);
  const started winsock;
  testnet::host &a = world.add_host("a"), &b = world.add_host("b"), &c = world.add_host("c");
  for (testnet::host* const one : {&a, &b, &c}) one->link().set({.latency = 1ms});
  world.between(a, b).out().set({.latency = 10ms});
  world.between(a, b).back().set({.latency = 20ms});
  CHECK(send_probes(world, a, b, {.count = 1}).at(0).took == 12ms);
  CHECK(send_probes(world, b, a, {.count = 1}).at(0).took == 22ms);
  CHECK(send_probes(world, a, c, {.count = 1}).at(0).took == 2ms);
  world.between(b, a).out().set({.loss = 1});
  CHECK_FALSE(reaches(b, a));
  CHECK(reaches(a, b));
  CHECK(&world.between(b, a).back() == &world.between(a, b).out());
}

TEST_CASE("lans: each router on the way takes one from the TTL, and drops what has none left") {
  testnet::net world(1);
  const started winsock;
  testnet::lan &one = world.add_lan("one"), &two = world.add_lan("two"), &three = world.add_lan("three");
  world.connect(one, two);
  world.connect(two, three);
  testnet::host& from = world.add_host("from", one, {"10.1.0.1/24"});
  testnet::host& near = world.add_host("near", one, {"10.1.0.2/24"});
  testnet::host& far = world.add_host("far", three, {"10.3.0.1/24"});
  CHECK(ttl_on_arrival(from, near, 1) == 1);
  CHECK(ttl_on_arrival(from, far, 64) == 62);
  CHECK(ttl_on_arrival(from, far, 3) == 1);
  CHECK(ttl_on_arrival(from, far, 2) == 0);
}

TEST_CASE("lans: packets take the way over the fewest routed links, with the latency of each of them") {
  testnet::net world(1);
  const started winsock;
  testnet::lan &one = world.add_lan("one"), &two = world.add_lan("two"), &three = world.add_lan("three");
  testnet::link& first = world.connect(one, two);
  testnet::link& second = world.connect(two, three);
  testnet::host& from = world.add_host("from", one, {"10.1.0.1/24"});
  testnet::host& far = world.add_host("far", three, {"10.3.0.1/24"});
  for (testnet::link* const each : {&from.link(), &far.link()}) each->set({.latency = 1ms});
  first.set({.latency = 10ms});
  second.set({.latency = 20ms});
  CHECK(send_probes(world, from, far, {.count = 1}).at(0).took == 32ms);
  CHECK(first.out().so_far().carried == 1);
  CHECK(second.out().so_far().carried == 1);
  testnet::link& direct = world.connect(three, one);
  direct.set({.latency = 100ms});
  CHECK(send_probes(world, from, far, {.count = 1}).at(0).took == 102ms);  // fewest, not fastest
  CHECK(direct.back().so_far().carried == 1);
  CHECK(first.out().so_far().carried == 1);
  CHECK(send_probes(world, far, from, {.count = 1}).at(0).took == 102ms);
  CHECK(direct.out().so_far().carried == 1);
}

TEST_CASE("lans: between two that nothing connects nothing passes") {
  testnet::net world(1);
  const started winsock;
  testnet::lan &one = world.add_lan("one"), &two = world.add_lan("two");
  testnet::host &from = world.add_host("from", one, {"10.1.0.1/24"}), &to = world.add_host("to", two, {"10.2.0.1/24"});
  CHECK_FALSE(reaches(from, to));
  world.connect(one, two);
  CHECK(reaches(from, to));
}

TEST_CASE("lans: a TCP connection crosses three of them over both families") {
  testnet::net world(1);
  const started winsock;
  testnet::lan &one = world.add_lan("one"), &two = world.add_lan("two"), &three = world.add_lan("three");
  world.connect(one, two).set({.latency = 3ms, .loss = 0.1});
  world.connect(two, three).set({.latency = 4ms, .loss = 0.1});
  testnet::host& client = world.add_host("client", one, {"10.1.0.1/24", "fd01::1/64"});
  testnet::host& server = world.add_host("server", three, {"10.3.0.1/24", "fd03::1/64"});
  const std::string text = pattern(50'000);
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
