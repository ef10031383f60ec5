// Filters at connect, listen, accept and the control code: what they are shown, and what each of their words does.
#include "tests/extensions/support.hpp"
#include "tests/filter/support.hpp"

using namespace filter_test;

TEST_CASE("filter: connect is shown the call's socket and both addresses before it begins, and permits it") {
  const started winsock;
  const shape on = each_shape();
  const watching_filter filter(LOOPSOCK_LAYER_CONNECT);
  const open_door door = listen_on(on);
  const connected_pair both = pair_through(door, on);
  CHECK(is_on(both.client, on));
  const auto seen = filter.at(LOOPSOCK_LAYER_CONNECT);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].socket == both.client);
  CHECK(seen[0].protocol == IPPROTO_TCP);
  CHECK(seen[0].remote == door.at);
  CHECK(seen[0].local == here(on.v6));  // port 0: the stack had not chosen yet
  CHECK(seen[0].path == LOOPSOCK_PATH_NONE);
  CHECK(seen[0].flow == 0);
}

TEST_CASE("filter: connect blocked is WSAEACCES, and the socket is as it was") {
  const started winsock;
  const shape on = each_shape();
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  {
    const watching_filter filter(LOOPSOCK_LAYER_CONNECT, always(LOOPSOCK_BLOCK));
    CHECK(error_of(connect_to(client, door.at)) == WSAEACCES);
    set_nonblocking(client);
    CHECK(error_of(connect_to(client, door.at)) == WSAEACCES);
    set_nonblocking(client, false);
    CHECK_FALSE(is_ready(door.s, ready_for::reading));
  }
  CHECK(error_of(connect_to(client, door.at)) == 0);
  CHECK(is_on(client, on));
}

TEST_CASE("filter: ConnectEx blocked fails at once with WSAEACCES") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  const auto connect_ex = extension<LPFN_CONNECTEX>(client, WSAID_CONNECTEX);
  REQUIRE(bind_to(client, here(on.v6)) == 0);
  DWORD sent = 0;
  {
    const watching_filter filter(LOOPSOCK_LAYER_CONNECT, always(LOOPSOCK_BLOCK));
    told done;
    CHECK(answer(connect_ex(client, door.at.plain(), door.at.length, nullptr, 0, &sent, &done)) == WSAEACCES);
  }
  told done;
  CHECK(answer(connect_ex(client, door.at.plain(), door.at.length, nullptr, 0, &sent, &done)) == WSA_IO_PENDING);
  REQUIRE(done.ends());
  CHECK(done.result(client) == 0);
}

TEST_CASE("filter: listen blocked is WSAEACCES, a listener that exists is not asked about again") {
  const started winsock;
  const bool v6 = GENERATE(false, true);
  const held_socket s = tcp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(bind_to(s, here(v6)) == 0);
  {
    const watching_filter filter(LOOPSOCK_LAYER_LISTEN, always(LOOPSOCK_BLOCK));
    CHECK(error_of(listen(s, 1)) == WSAEACCES);
    const auto seen = filter.at(LOOPSOCK_LAYER_LISTEN);
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].socket == s);
    CHECK(seen[0].local == local_of(s));
    CHECK_FALSE(seen[0].has_remote);
  }
  CHECK(error_of(listen(s, 1)) == 0);
  const watching_filter filter(LOOPSOCK_LAYER_LISTEN, always(LOOPSOCK_BLOCK));
  CHECK(error_of(listen(s, 5)) == 0);
  CHECK(filter.at(LOOPSOCK_LAYER_LISTEN).empty());
}

TEST_CASE("filter: accept is shown the request before it has an answer, and permits it") {
  const started winsock;
  const shape on = each_shape();
  const watching_filter filter(LOOPSOCK_LAYER_ACCEPT);
  const open_door door = listen_on(on, 3);
  for (int i = 0; i < 5; ++i) {  // every place is given back
    const connected_pair both = pair_through(door, on);
    CHECK(is_on(both.client, on));
    CHECK(is_on(both.server, on));
    CHECK(echoes(both.client, both.server));
    const auto seen = filter.at(LOOPSOCK_LAYER_ACCEPT);
    REQUIRE(seen.size() == static_cast<std::size_t>(i) + 1);
    CHECK(seen.back().socket == door.s);
    CHECK(seen.back().local == door.at);
    CHECK(seen.back().remote == local_of(both.client));
  }
}

TEST_CASE("filter: accept blocked refuses whoever asks, and the listener never hears of it") {
  const started winsock;
  const shape on = each_shape();
  const open_door door = listen_on(on, 1);
  {
    const watching_filter filter(LOOPSOCK_LAYER_ACCEPT, always(LOOPSOCK_BLOCK));
    for (int i = 0; i < 3; ++i) {  // the only place is given back each time
      const held_socket client = tcp_on(on);
      CHECK(error_of(connect_to(client, door.at)) == WSAECONNREFUSED);
    }
    const held_socket client = tcp_on(on);
    set_nonblocking(client);
    CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
    CHECK(wait_for(client, ready_for::exceptions));
    CHECK(get_option(client, SOL_SOCKET, SO_ERROR) == WSAECONNREFUSED);
    CHECK_FALSE(is_ready(door.s, ready_for::reading));
  }
  const connected_pair both = pair_through(door, on);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("filter: accept stands before the condition function, which decides what it lets through") {
  const started winsock;
  const shape on = each_shape();
  open_door door;
  door.s = tcp_on(on);
  REQUIRE(bind_to(door.s, here(on.v6)) == 0);
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, TRUE));  // before it listens
  REQUIRE(listen(door.s, 3) == 0);
  door.at = local_of(door.s);
  std::atomic<bool> permits{false};
  const watching_filter filter(LOOPSOCK_LAYER_ACCEPT, [&](const loopsock_flow&) {
    return permits ? LOOPSOCK_PERMIT : LOOPSOCK_BLOCK;
  });
  const held_socket refused = tcp_on(on);
  CHECK(error_of(connect_to(refused, door.at)) == WSAECONNREFUSED);

  permits = true;
  const held_socket client = tcp_on(on);
  set_nonblocking(client);
  CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  REQUIRE(wait_for(door.s, ready_for::reading));
  CHECK_FALSE(is_ready(client, ready_for::writing));  // no answer yet
  const auto yes = [](LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR) { return int{CF_ACCEPT}; };
  const held_socket server(WSAAccept(door.s, nullptr, nullptr, yes, 0));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(wait_for(client, ready_for::writing));
  set_nonblocking(client, false);
  CHECK(echoes(client, server));
  CHECK(is_on(client, on));
}

TEST_CASE("filter: AcceptEx gets what accept's filter lets through") {
  const started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  std::atomic<int> asked{0};
  const watching_filter filter(LOOPSOCK_LAYER_ACCEPT, [&](const loopsock_flow&) {
    return ++asked == 1 ? LOOPSOCK_BLOCK : LOOPSOCK_PERMIT;
  });
  const auto accept_ex = extension<LPFN_ACCEPTEX>(door.s, WSAID_ACCEPTEX);
  const held_socket server = tcp_on(on);
  char names[2 * (sizeof(sockaddr_storage) + 16)];
  DWORD bytes = 0;
  told done;
  REQUIRE(answer(accept_ex(door.s, server, names, 0, sizeof names / 2, sizeof names / 2, &bytes, &done)) ==
          WSA_IO_PENDING);
  const held_socket first = tcp_on(on), second = tcp_on(on);
  CHECK(error_of(connect_to(first, door.at)) == WSAECONNREFUSED);
  CHECK(error_of(connect_to(second, door.at)) == 0);
  REQUIRE(done.ends());
  CHECK(done.result(server) == 0);
  CHECK(echoes(second, server));
}

TEST_CASE("filter: a request whose asker goes away while the filter thinks leaves nothing behind") {
  const started winsock;
  const shape on = each_shape();
  const open_door door = listen_on(on, 1);
  std::atomic<bool> thinks{false}, go_on{false};
  std::thread asker;
  const held_socket client = tcp_on(on);
  {
    const watching_filter filter(LOOPSOCK_LAYER_ACCEPT, [&](const loopsock_flow&) {
      thinks = true;
      for (int i = 0; i < 5000 && !go_on; ++i) std::this_thread::sleep_for(1ms);
      return LOOPSOCK_PERMIT;
    });
    set_nonblocking(client);
    asker = std::thread([&] { connect_to(client, door.at); });
    for (int i = 0; i < 5000 && !thinks; ++i) std::this_thread::sleep_for(1ms);
    REQUIRE(thinks);
    CHECK(closesocket(client) == 0);
    go_on = true;
    asker.join();
  }
  CHECK_FALSE(is_ready(door.s, ready_for::reading));
  const connected_pair both = pair_through(door, on);  // the only place is free
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("filter: a word of 'ordinary path' at connect or listen keeps the socket's connections off the fast path") {
  const started winsock;
  const shape on{true, GENERATE(false, true)};
  const bool at_listen = GENERATE(false, true);
  const watching_filter filter(at_listen ? LOOPSOCK_LAYER_LISTEN : LOOPSOCK_LAYER_CONNECT,
                               always(LOOPSOCK_ORDINARY_PATH));
  const open_door door = listen_on(on);
  const connected_pair both = pair_through(door, on);
  REQUIRE(echoes(both.client, both.server));
  CHECK(path_of(both.client).path == LOOPSOCK_PATH_ORDINARY);
  CHECK(path_of(both.client).reason == LOOPSOCK_REASON_FILTER);
  CHECK(path_of(both.client).requested == 1);
  if (at_listen) CHECK(path_of(both.server).reason == LOOPSOCK_REASON_FILTER);
}

TEST_CASE("4: a filter that forbids the fast path to a socket outright has the control code fail with WSAEACCES") {
  const started winsock;
  SECTION("asked about the control code") {
    const watching_filter filter(LOOPSOCK_LAYER_FAST_PATH, always(LOOPSOCK_BLOCK));
    const held_socket s = tcp();
    CHECK_FALSE(mark(s));
    CHECK(WSAGetLastError() == WSAEACCES);
    const auto seen = filter.at(LOOPSOCK_LAYER_FAST_PATH);
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].socket == s);
    CHECK(path_of(s).requested == 0);
    CHECK_FALSE(mark(udp()));
    CHECK(WSAGetLastError() == WSAEOPNOTSUPP);  // what it is comes first
  }
  SECTION("after its word at listen") {
    const watching_filter filter(LOOPSOCK_LAYER_LISTEN, always(LOOPSOCK_ORDINARY_PATH));
    const open_door door = listen_on({});
    CHECK_FALSE(mark(door.s));
    CHECK(WSAGetLastError() == WSAEACCES);
  }
  SECTION("overlapped, too") {
    const watching_filter filter(LOOPSOCK_LAYER_FAST_PATH, always(LOOPSOCK_BLOCK));
    const held_socket s = tcp();
    BOOL value = TRUE;
    DWORD bytes = 0;
    told done;
    const int now =
        error_of(WSAIoctl(s, SIO_LOOPBACK_FAST_PATH, &value, sizeof value, nullptr, 0, &bytes, &done, nullptr));
    CHECK(now == WSAEACCES);
  }
}

TEST_CASE("filter: datagrams are asked about at connect, and each to a named receiver") {
  const started winsock;
  const bool v6 = GENERATE(false, true);
  const held_socket receiver = udp(v6 ? AF_INET6 : AF_INET), sender = udp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(bind_to(receiver, here(v6)) == 0);
  const socket_name to = local_of(receiver);
  std::atomic<bool> permits{true};
  const watching_filter filter(LOOPSOCK_LAYER_CONNECT, [&](const loopsock_flow&) {
    return permits ? LOOPSOCK_PERMIT : LOOPSOCK_BLOCK;
  });
  CHECK(send_byte_to(sender, to) == 1);
  REQUIRE(filter.at(LOOPSOCK_LAYER_CONNECT).size() == 1);
  CHECK(filter.at(LOOPSOCK_LAYER_CONNECT)[0].protocol == IPPROTO_UDP);
  CHECK(filter.at(LOOPSOCK_LAYER_CONNECT)[0].remote == to);
  permits = false;
  CHECK(error_of(send_byte_to(sender, to)) == WSAEACCES);
  CHECK(error_of(connect_to(sender, to)) == WSAEACCES);
  permits = true;
  CHECK(error_of(connect_to(sender, to)) == 0);
  permits = false;
  CHECK(send(sender, "x", 1, 0) == 1);  // the peer was permitted
}
