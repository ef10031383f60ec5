// Hosts: whose sockets, ports, addresses and names are whose.
#include <iphlpapi.h>

#include <mstcpip.h>

#include "tests/testnet/support.hpp"

using namespace testnet_test;

TEST_CASE("hosts: two of them listen on the same port, and each is reached by its own address") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other"), &client = world.add_host("client");
  for (testnet::host* const server : {&one, &other}) {
    server->run([server] {
      const held_socket door = listen_at("0.0.0.0", 80);
      CHECK(send_all(accept_at(door), server->name()));
    });
  }
  client.run([&] {
    CHECK(receive_to_end(connected_to(other.address(), 80)) == "other");
    CHECK(receive_to_end(connected_to(one.address(), 80)) == "one");
  });
  world.go();
}

TEST_CASE("hosts: 127.0.0.1 and ::1 are each host's own") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  for (const char* const loop : {"127.0.0.1", "::1"}) {
    CAPTURE(loop);
    const held_socket door = one.call([&] { return listen_at(loop, 80); });
    CHECK(other.call([&] { return connecting_fails_with(loop, 80); }) == WSAECONNREFUSED);
    CHECK(other.call([&] { return connecting_fails_with(one.address(), 80); }) == WSAECONNREFUSED);
    CHECK(connecting_fails_with(loop, 80) == WSAECONNREFUSED);  // a thread on no host has a loopback of its own
    CHECK(one.call([&] { return connecting_fails_with(loop, 80); }) == 0);
  }
}

TEST_CASE("hosts: one reaches itself through its own address, without its link") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::host& alone = world.add_host("alone");
  alone.link().cut();
  for (const std::string& own : {alone.address(), alone.address6()}) {
    CAPTURE(own);
    alone.call([&] {
      const held_socket door = listen_at(own.c_str(), 80);
      const held_socket client = connected_to(own, 80);
      const held_socket server = accept_at(door);
      CHECK(echoes(client, server));
      CHECK(peer_of(server).text() == own);
    });
  }
  CHECK(alone.link().out().so_far().cut == 0);
}

TEST_CASE("hosts: they have addresses one after another, of both families") {
  testnet::net world(1);
  testnet::host &first = world.add_host("first"), &second = world.add_host("second");
  CHECK(first.address() == "10.0.0.1");
  CHECK(first.address6() == "fd00::1");
  CHECK(second.address() == "10.0.0.2");
  CHECK(second.address6() == "fd00::2");
}

TEST_CASE("hosts: getaddrinfo finds one by its name, getnameinfo and gethostbyaddr by its address") {
  testnet::net world(1);
  const started winsock;
  testnet::host &server = world.add_host("server"), &client = world.add_host("client");
  client.call([&] {
    addrinfo* found = nullptr;
    REQUIRE(getaddrinfo("server", "80", nullptr, &found) == 0);
    std::vector<std::string> addresses;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
      char text[64];
      REQUIRE(getnameinfo(one->ai_addr, static_cast<int>(one->ai_addrlen), text, sizeof text, nullptr, 0,
                          NI_NUMERICHOST) == 0);
      if (std::ranges::find(addresses, text) == addresses.end()) addresses.emplace_back(text);
      REQUIRE(getnameinfo(one->ai_addr, static_cast<int>(one->ai_addrlen), text, sizeof text, nullptr, 0,
                          NI_NAMEREQD) == 0);
      CHECK(text == std::string("server"));
    }
    freeaddrinfo(found);
    std::ranges::sort(addresses);
    CHECK(addresses == std::vector<std::string>{"10.0.0.1", "fd00::1"});

    const hostent* const by_name = gethostbyname("server");
    REQUIRE(by_name != nullptr);
    in_addr address;
    std::memcpy(&address, by_name->h_addr_list[0], sizeof address);
    CHECK(std::string(inet_ntoa(address)) == server.address());
    const hostent* const by_address = gethostbyaddr(reinterpret_cast<const char*>(&address), sizeof address, AF_INET);
    REQUIRE(by_address != nullptr);
    CHECK(by_address->h_name == std::string("server"));

    CHECK(getaddrinfo("nobody", nullptr, nullptr, &found) == WSAHOST_NOT_FOUND);
  });
}

TEST_CASE("hosts: gethostname is the host's name, and \"test\" where no host is") {
  testnet::net world(1);
  const started winsock;
  testnet::host& one = world.add_host("one");
  const auto own_name = [] {
    char text[256] = "";
    CHECK(gethostname(text, sizeof text) == 0);
    return std::string(text);
  };
  CHECK(one.call(own_name) == "one");
  CHECK(own_name() == "test");
  std::string in_thread;
  one.run([&] { in_thread = own_name(); });
  world.go();
  CHECK(in_thread == "one");
}

TEST_CASE("hosts: a net's names are forgotten with it") {
  const started* winsock = nullptr;
  {
    testnet::net world(1);
    world.add_host("of.the.first.net");
  }
  testnet::net world(1);
  winsock = new started;
  addrinfo* found = nullptr;
  CHECK(getaddrinfo("of.the.first.net", nullptr, nullptr, &found) == WSAHOST_NOT_FOUND);
  delete winsock;
}

TEST_CASE("hosts: streams and datagrams go over IPv6") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  const held_socket door = one.call([] { return listen_at("::", 80); });
  const held_socket client = other.call([&] { return connected_to(one.address6(), 80); });
  const held_socket server = accept_at(door);
  CHECK(echoes(client, server));
  CHECK(peer_of(server).text() == other.address6());
  const held_socket to = one.call([] { return datagrams_at("::", 53); });
  const held_socket from = other.call([] { return datagrams_at("::", 0); });
  CHECK(send_to(from, one.address6(), 53, "six"));
  CHECK(next_datagram(to) == "six");
}

TEST_CASE("hosts: a datagram comes from the address of the host that sent it") {
  testnet::net world(1);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  const held_socket to = one.call([] { return datagrams_at("0.0.0.0", 53); });
  const held_socket from = other.call([] { return datagrams_at("0.0.0.0", 1053); });
  REQUIRE(send_to(from, one.address(), 53, "hello"));
  socket_name sender;
  char text[8];
  REQUIRE(recvfrom(to, text, sizeof text, 0, sender.plain(), &sender.length) == 5);
  CHECK(sender == name_at(other.address().c_str(), 1053));
}

TEST_CASE("hosts: a broadcast is heard by all on the lan, and by nobody on another") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::lan &here = world.add_lan("here"), &there = world.add_lan("there");
  world.connect(here, there);
  testnet::host& speaker = world.add_host("speaker", here, {"10.1.0.1/24"});
  std::vector<held_socket> near;
  for (const char* const address : {"10.1.0.2/24", "10.1.0.3/24"})
    near.push_back(world.add_host(address, here, {address}).call([] { return datagrams_at("0.0.0.0", 99); }));
  const held_socket far =
      world.add_host("far", there, {"10.2.0.1/24"}).call([] { return datagrams_at("0.0.0.0", 99); });
  const held_socket mouth = speaker.call([] { return datagrams_at("0.0.0.0", 0); });
  REQUIRE(set_option(mouth, SOL_SOCKET, SO_BROADCAST, TRUE));
  for (const char* const all : {"255.255.255.255", "10.1.0.255"}) {
    CAPTURE(all);
    CHECK(send_to(mouth, all, 99, "all"));
    for (const held_socket& one : near) CHECK(next_datagram(one) == "all");
    CHECK(next_datagram(far) == "nothing");
  }
}

TEST_CASE("hosts: a multicast is heard by members of the group, of both families") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  testnet::host &speaker = world.add_host("speaker"), &member = world.add_host("member"),
                &other = world.add_host("other");
  struct row {
    const char *any, *group;
  };
  for (const row& now : {row{"0.0.0.0", "239.1.2.3"}, row{"::", "ff05::1:3"}}) {
    CAPTURE(now.group);
    const held_socket mouth = speaker.call([&] { return datagrams_at(now.any, 0); });
    const held_socket ear = member.call([&] { return datagrams_at(now.any, 99); });
    const held_socket deaf = other.call([&] { return datagrams_at(now.any, 99); });
    const socket_name group = name_at(now.group, 0);
    if (group.at.ss_family == AF_INET) {
      ip_mreq wish{};
      wish.imr_multiaddr = reinterpret_cast<const sockaddr_in&>(group.at).sin_addr;
      REQUIRE(set_option(ear, IPPROTO_IP, IP_ADD_MEMBERSHIP, wish));
    } else {
      ipv6_mreq wish{};
      wish.ipv6mr_multiaddr = reinterpret_cast<const sockaddr_in6&>(group.at).sin6_addr;
      REQUIRE(set_option(ear, IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, wish));
    }
    CHECK(send_to(mouth, now.group, 99, "group"));
    CHECK(next_datagram(ear) == "group");
    CHECK(next_datagram(deaf) == "nothing");
  }
}

TEST_CASE("hosts: the fast path works on a host's loopback and not between hosts, and says so") {
  testnet::net world(1);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  const auto connect_marked = [](const held_socket& door, const std::string& to) {
    connected_pair both;
    both.client = tcp();
    mark(both.client);
    REQUIRE(error_of(connect_to(both.client, name_at(to.c_str(), 80))) == 0);
    both.server = accept_at(door);
    return both;
  };
  const held_socket door = one.call([] { return listen_at("0.0.0.0", 80); });
  mark(door);
  const connected_pair inside = one.call([&] { return connect_marked(door, "127.0.0.1"); });
  CHECK(path_of(inside.client).path == LOOPSOCK_PATH_FAST);
  CHECK(path_of(inside.server).path == LOOPSOCK_PATH_FAST);
  CHECK(echoes(inside.client, inside.server));
  const connected_pair across = other.call([&] { return connect_marked(door, one.address()); });
  CHECK(path_of(across.client).path == LOOPSOCK_PATH_ORDINARY);
  CHECK(path_of(across.client).reason == LOOPSOCK_REASON_NOT_LOOPBACK);
  CHECK(path_of(across.server).reason == LOOPSOCK_REASON_NOT_LOOPBACK);
  CHECK(echoes(across.client, across.server));
}

TEST_CASE("hosts: their addresses are listed by GetAdaptersAddresses and SIO_ADDRESS_LIST_QUERY") {
  testnet::net world(1);
  const started winsock;
  testnet::host& one = world.add_host("one");
  world.add_host("other");
  one.call([&] {
    std::vector<char> room(64 * 1024);
    auto* const first = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(room.data());
    ULONG size = static_cast<ULONG>(room.size());
    REQUIRE(GetAdaptersAddresses(AF_UNSPEC, 0, nullptr, first, &size) == ERROR_SUCCESS);
    std::vector<std::string> listed;
    for (const IP_ADAPTER_ADDRESSES* adapter = first; adapter != nullptr; adapter = adapter->Next) {
      for (const IP_ADAPTER_UNICAST_ADDRESS* own = adapter->FirstUnicastAddress; own != nullptr; own = own->Next) {
        socket_name name;
        std::memcpy(&name.at, own->Address.lpSockaddr, static_cast<std::size_t>(own->Address.iSockaddrLength));
        listed.push_back(name.text());
      }
    }
    const auto has = [&](const std::string& address) { return std::ranges::find(listed, address) != listed.end(); };
    CHECK(has(one.address()));
    CHECK(has(one.address6()));
    CHECK_FALSE(has("10.0.0.2"));

    const held_socket s = tcp();
    alignas(SOCKET_ADDRESS_LIST) char list[4096];
    DWORD bytes = 0;
    REQUIRE(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, nullptr, 0, list, sizeof list, &bytes, nullptr, nullptr) == 0);
    const auto& answer = reinterpret_cast<const SOCKET_ADDRESS_LIST&>(list);
    REQUIRE(answer.iAddressCount == 1);
    CHECK(inet_ntoa(reinterpret_cast<const sockaddr_in*>(answer.Address[0].lpSockaddr)->sin_addr) == one.address());
  });
}

TEST_CASE("hosts: another host's address cannot be bound") {
  testnet::net world(1);
  const started winsock;
  testnet::host &one = world.add_host("one"), &other = world.add_host("other");
  one.call([&] {
    for (const std::string& address : {other.address(), other.address6()}) {
      const held_socket s = tcp(address == other.address() ? AF_INET : AF_INET6);
      CHECK(error_of(bind_to(s, name_at(address.c_str(), 80))) == WSAEADDRNOTAVAIL);
    }
  });
}

TEST_CASE("hosts: 300 of them in a ring, each a server and a client") {
  testnet::net world(1);
  INFO(world);
  const started winsock;
  constexpr std::size_t count = 300;
  std::vector<testnet::host*> ring;
  for (std::size_t i = 0; i < count; ++i) ring.push_back(&world.add_host("host" + std::to_string(i)));
  std::size_t right = 0;
  for (std::size_t i = 0; i < count; ++i) {
    testnet::host &self = *ring[i], &next = *ring[(i + 1) % count];
    self.run([&] {
      const held_socket door = listen_at("0.0.0.0", 80);
      Sleep(1000);  // until everybody listens
      const held_socket out = connected_to(next.address(), 80);
      const held_socket in = accept_at(door);
      REQUIRE(send_all(in, self.name()));
      shutdown(in, SD_SEND);
      right += receive_to_end(out) == next.name() ? 1 : 0;
    });
  }
  world.go();
  CHECK(right == count);
}

TEST_CASE("hosts: what cannot be is told by std::invalid_argument") {
  testnet::net world(1);
  testnet::host& one = world.add_host("one");
  testnet::lan& lan = world.add_lan("other lan");
  CHECK_THROWS_AS(world.add_host("one"), std::invalid_argument);
  CHECK_THROWS_AS(world.add_host(""), std::invalid_argument);
  CHECK_THROWS_AS(world.add_host(std::string(256, 'n')), std::invalid_argument);
  CHECK_THROWS_AS(world.add_host("two", lan, {}), std::invalid_argument);
  for (const char* const wrong : {"10.0.0.1/16", "10.9.0.1", "10.9.0.1/33", "10.9.0.1/", "127.0.0.1/8", "0.0.0.0/0",
                                  "224.0.0.1/4", "fd00::9/129", "here/8"})
    CHECK_THROWS_AS(world.add_host("two", lan, {wrong}), std::invalid_argument);
  CHECK_THROWS_AS(world.between(one, one), std::invalid_argument);
  CHECK_THROWS_AS(one.link().set({.loss = 1.5}), std::invalid_argument);
  CHECK_THROWS_AS(one.link().set({.burst = testnet::bursts{.begin = -0.1}}), std::invalid_argument);
  CHECK_NOTHROW(world.add_host("two"));
}
