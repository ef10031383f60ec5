// Accepting, on both paths: the condition function with and without SO_CONDITIONAL_ACCEPT, and what an accepted socket has
// of its listener. The condition function's own rules (what it may call, odd answers) are in accept_condition_test.cpp.
//
// Without SO_CONDITIONAL_ACCEPT a connection is established before anybody is asked, so a rejection is a reset; with it the
// client's connect waits for the answer, and a rejection is a refusal.
#include <cstring>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

struct asked {
  explicit asked(int say = CF_ACCEPT) : answer(say) {}

  int answer;
  int calls = 0;
  socket_name caller, callee;
  bool data = false;
};

void take_name(const WSABUF* from, socket_name& into) {
  if (from == nullptr || from->buf == nullptr || from->len > sizeof into.at) return;
  std::memcpy(&into.at, from->buf, from->len);
  into.length = static_cast<int>(from->len);
}

int CALLBACK condition(LPWSABUF caller, LPWSABUF caller_data, LPQOS, LPQOS, LPWSABUF callee, LPWSABUF callee_data,
                       GROUP*, DWORD_PTR context) {
  asked& out = *reinterpret_cast<asked*>(context);
  ++out.calls;
  take_name(caller, out.caller);
  take_name(callee, out.callee);
  out.data = (caller_data != nullptr && caller_data->len != 0) || (callee_data != nullptr && callee_data->len != 0);
  return out.answer;
}

SOCKET ask(SOCKET door, asked& what, socket_name* from = nullptr) {
  return WSAAccept(door, from != nullptr ? from->plain() : nullptr, from != nullptr ? &from->length : nullptr,
                   &condition, reinterpret_cast<DWORD_PTR>(&what));
}

open_door conditional_door(const shape& on, int backlog = 8) {
  open_door door;
  door.s = tcp_on(on);
  bind_to(door.s, here(on.v6));
  const bool set = set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, BOOL{TRUE});
  if (set) listen(door.s, backlog);
  door.at = local_of(door.s);
  return door;
}

/// A client whose blocking connect runs in a thread of its own.
struct late_client {
  late_client(const shape& on, const socket_name& to)
      : s(tcp_on(on)), thread([this, to] {
          error = error_of(connect_to(s, to));
          over = true;
        }) {}
  ~late_client() { finish(); }
  late_client(const late_client&) = delete;
  late_client& operator=(const late_client&) = delete;
  int finish() {
    if (thread.joinable()) thread.join();
    return error;
  }

  held_socket s;
  std::atomic<int> error{-1};
  std::atomic<bool> over{false};
  std::thread thread;  // last: it uses the others
};

}  // namespace

// -------------------------------------------------------------------------------------------- without SO_CONDITIONAL_ACCEPT

TEST_CASE("WSAAccept: the condition function sees the names of both ends and no data") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  asked what;
  socket_name from;
  held_socket server(ask(door.s, what, &from));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(is_on(server, on));
  CHECK(what.calls == 1);
  CHECK(what.caller == local_of(client));
  CHECK(what.callee == door.at);
  CHECK_FALSE(what.data);
  CHECK(from == local_of(client));
  CHECK(echoes(client, server));
}

TEST_CASE("WSAAccept: without a condition function it is accept") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  socket_name from;
  held_socket server(WSAAccept(door.s, from.plain(), &from.length, nullptr, 0));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(from == local_of(client));
  CHECK(echoes(client, server));
}

TEST_CASE("WSAAccept: a rejected client was connected and is reset, its place in the backlog is free again") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on, 1);
  for (int i = 0; i < 3; ++i) {
    held_socket client = tcp_on(on);
    REQUIRE(connect_to(client, door.at) == 0);
    asked what(CF_REJECT);
    CHECK(ask(door.s, what) == INVALID_SOCKET);
    CHECK(WSAGetLastError() == WSAECONNREFUSED);
    char byte;
    CHECK(error_of(recv(client, &byte, 1, 0)) == WSAECONNRESET);
  }
  CHECK(pair_through(door, on).server != INVALID_SOCKET);
}

TEST_CASE("WSAAccept: a deferred client stays first in the queue, keeps what it sends, and is asked about again") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  held_socket first = tcp_on(on), second = tcp_on(on);
  REQUIRE(connect_to(first, door.at) == 0);
  REQUIRE(connect_to(second, door.at) == 0);
  REQUIRE(send_all(first, "early"));
  asked what(CF_DEFER);
  CHECK(ask(door.s, what) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSATRY_AGAIN);
  CHECK(is_ready(door.s, ready_for::reading));
  what.answer = CF_ACCEPT;
  held_socket server(ask(door.s, what));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(what.calls == 2);
  CHECK(peer_of(server) == local_of(first));
  CHECK(receive_all(server, 5) == "early");
  held_socket next(accept(door.s, nullptr, nullptr));
  CHECK(peer_of(next) == local_of(second));
}

TEST_CASE("WSAAccept: nobody waits and the listener does not block: WSAEWOULDBLOCK, and nobody is asked") {
  started winsock;
  const shape on = each_path();
  open_door door = listen_on(on);
  REQUIRE(set_nonblocking(door.s));
  asked what;
  CHECK(ask(door.s, what) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
  CHECK(what.calls == 0);
}

// ----------------------------------------------------------------------------------------------- with SO_CONDITIONAL_ACCEPT

TEST_CASE("conditional accept: a connect waits until the application accepts") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  open_door door = conditional_door(on);
  late_client client(on, door.at);
  REQUIRE(wait_for(door.s, ready_for::reading));
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(client.over);
  asked what;
  held_socket server(ask(door.s, what));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(client.finish() == 0);
  CHECK(what.calls == 1);
  CHECK(what.caller == local_of(client.s));
  CHECK(what.callee == door.at);
  CHECK(is_on(client.s, on));
  CHECK(is_on(server, on));
  CHECK(echoes(client.s, server));
  CHECK(echoes(server, client.s));
}

TEST_CASE("conditional accept: a rejected client is refused and may try again") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = conditional_door(on);
  held_socket reused;
  {
    late_client client(on, door.at);
    REQUIRE(wait_for(door.s, ready_for::reading));
    asked what(CF_REJECT);
    CHECK(ask(door.s, what) == INVALID_SOCKET);
    CHECK(WSAGetLastError() == WSAECONNREFUSED);
    CHECK(client.finish() == WSAECONNREFUSED);
    CHECK(path_of(client.s).path == LOOPSOCK_PATH_NONE);
    reused = std::move(client.s);
  }
  int error = -1;
  std::thread again([&] { error = error_of(connect_to(reused, door.at)); });
  held_socket server(accept(door.s, nullptr, nullptr));
  again.join();
  CHECK(error == 0);
  CHECK(echoes(reused, server));
}

TEST_CASE("conditional accept: a deferred client goes on waiting") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = conditional_door(on);
  late_client client(on, door.at);
  asked what(CF_DEFER);
  CHECK(ask(door.s, what) == INVALID_SOCKET);  // blocks until somebody asks to be let in
  CHECK(WSAGetLastError() == WSATRY_AGAIN);
  std::this_thread::sleep_for(briefly);
  CHECK_FALSE(client.over);
  CHECK(is_ready(door.s, ready_for::reading));
  what.answer = CF_ACCEPT;
  held_socket server(ask(door.s, what));
  CHECK(client.finish() == 0);
  CHECK(what.calls == 2);
  CHECK(echoes(client.s, server));
}

TEST_CASE("conditional accept: plain accept lets in, and a full backlog refuses at once") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = conditional_door(on, 1);
  late_client client(on, door.at);
  REQUIRE(wait_for(door.s, ready_for::reading));
  held_socket too_many = tcp_on(on);
  CHECK(error_of(connect_to(too_many, door.at)) == WSAECONNREFUSED);
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(client.finish() == 0);
  CHECK(echoes(client.s, server));
}

TEST_CASE("conditional accept: closing the listener refuses those who wait") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = conditional_door(on);
  late_client first(on, door.at), second(on, door.at);
  REQUIRE(wait_for(door.s, ready_for::reading));
  std::this_thread::sleep_for(till_blocked);
  door.s.close();
  CHECK(first.finish() == WSAECONNREFUSED);
  CHECK(second.finish() == WSAECONNREFUSED);
}

TEST_CASE("conditional accept: a client that gave up is not accepted as if it were there") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = conditional_door(on);
  held_socket gone = tcp_on(on);
  REQUIRE(set_nonblocking(gone));
  REQUIRE(error_of(connect_to(gone, door.at)) == WSAEWOULDBLOCK);
  REQUIRE(wait_for(door.s, ready_for::reading));
  gone.close();
  late_client client(on, door.at);
  std::this_thread::sleep_for(till_blocked);
  REQUIRE(set_nonblocking(door.s));
  // Either the one who left is no longer in the queue, or the accept says that it was reset (page of accept: WSAECONNRESET).
  held_socket server(accept(door.s, nullptr, nullptr));
  if (server == INVALID_SOCKET) {
    CHECK(WSAGetLastError() == WSAECONNRESET);
    server = held_socket(accept(door.s, nullptr, nullptr));
  }
  REQUIRE(server != INVALID_SOCKET);
  CHECK(client.finish() == 0);
  REQUIRE(set_nonblocking(server, false));
  CHECK(echoes(client.s, server));
}

// ------------------------------------------------------------------------------------------------------ what is inherited

TEST_CASE("accept: the accepted socket has the listener's options") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_KEEPALIVE, BOOL{TRUE}));
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_OOBINLINE, BOOL{TRUE}));
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_RCVBUF, 12345));
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_SNDBUF, 23456));
  REQUIRE(set_option(door.s, IPPROTO_TCP, TCP_NODELAY, BOOL{TRUE}));
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_RCVTIMEO, DWORD{1234}));
  REQUIRE(set_linger(door.s, true, 7));
  connected_pair both = pair_through(door, on);
  REQUIRE(both.server != INVALID_SOCKET);
  CHECK(get_option(both.server, SOL_SOCKET, SO_KEEPALIVE) != 0);
  CHECK(get_option(both.server, SOL_SOCKET, SO_OOBINLINE) != 0);
  CHECK(get_option(both.server, SOL_SOCKET, SO_RCVBUF) == 12345);
  CHECK(get_option(both.server, SOL_SOCKET, SO_SNDBUF) == 23456);
  CHECK(get_option<BOOL>(both.server, IPPROTO_TCP, TCP_NODELAY) != 0);
  CHECK(get_option<DWORD>(both.server, SOL_SOCKET, SO_RCVTIMEO) == 1234);
  const auto kept = get_option<linger>(both.server, SOL_SOCKET, SO_LINGER);
  CHECK(kept.l_onoff != 0);
  CHECK(kept.l_linger == 7);
  CHECK(get_option(both.server, SOL_SOCKET, SO_ACCEPTCONN) == 0);
  CHECK(get_option(both.client, SOL_SOCKET, SO_RCVBUF) == 65536);
}

TEST_CASE("accept: sockets of a marked listener are marked, with accept and with WSAAccept") {
  started winsock;
  open_door door = listen_on({true, GENERATE(false, true)});
  const shape on{true, door.at.at.ss_family == AF_INET6};
  const bool by_condition = GENERATE(false, true);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  asked what;
  held_socket server(by_condition ? ask(door.s, what) : accept(door.s, nullptr, nullptr));
  const loopsock_path_info info = path_of(server);
  CHECK(info.requested == 1);
  CHECK(info.path == LOOPSOCK_PATH_FAST);
  CHECK(info.reason == LOOPSOCK_REASON_NONE);
}

TEST_CASE("accept: an unmarked client of a marked listener is served on the ordinary path, by a marked socket") {
  started winsock;
  open_door door = listen_on({true, false});
  connected_pair both = pair_through(door, {false, false});
  CHECK(path_of(both.server).requested == 1);
  CHECK(path_of(both.server).path == LOOPSOCK_PATH_ORDINARY);
  CHECK(path_of(both.server).reason == LOOPSOCK_REASON_PEER_NOT_REQUESTED);
  CHECK(path_of(both.client).reason == LOOPSOCK_REASON_NOT_REQUESTED);
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("accept: a non-blocking listener answers WSAEWOULDBLOCK, and its sockets do not block either") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  REQUIRE(set_nonblocking(door.s));
  CHECK(accept(door.s, nullptr, nullptr) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  REQUIRE(wait_for(door.s, ready_for::reading));
  held_socket server(accept(door.s, nullptr, nullptr));
  REQUIRE(server != INVALID_SOCKET);
  char byte;
  CHECK(error_of(recv(server, &byte, 1, 0)) == WSAEWOULDBLOCK);
  CHECK(accept(door.s, nullptr, nullptr) == INVALID_SOCKET);
  CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
}

TEST_CASE("accept: a blocked accept is woken by an arrival, each of several by one") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  std::atomic<int> served{0};
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back([&] {
      held_socket server(accept(door.s, nullptr, nullptr));
      if (server != INVALID_SOCKET && receive_all(server, 4) == "ping") ++served;
    });
  }
  std::this_thread::sleep_for(till_blocked);
  std::vector<held_socket> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(tcp_on(on));
    REQUIRE(connect_to(clients.back(), door.at) == 0);
    REQUIRE(send_all(clients.back(), "ping"));
  }
  for (std::thread& one : waiting) one.join();
  CHECK(served == 3);
}

TEST_CASE("accept: one listener serves both paths at once, in the order of arrival") {
  started winsock;
  open_door door = listen_on({true, false});
  std::vector<held_socket> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(tcp_on({i % 2 == 0, false}));
    REQUIRE(connect_to(clients.back(), door.at) == 0);
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    held_socket server(accept(door.s, nullptr, nullptr));
    REQUIRE(server != INVALID_SOCKET);
    CHECK(peer_of(server) == local_of(clients[i]));
    CHECK(is_on(server, {i % 2 == 0, false}));
  }
}

TEST_CASE("accept: a client that reset its connection before it was accepted costs the listener nothing") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on, 2);
  for (int i = 0; i < 20; ++i) {
    CAPTURE(i);
    held_socket client = tcp_on(on);
    REQUIRE(connect_to(client, door.at) == 0);
    REQUIRE(set_linger(client, true, 0));
    client.close();
    // The page of accept allows WSAECONNRESET here; a socket that then says so itself is as good.
    held_socket server(accept(door.s, nullptr, nullptr));
    const int error = server == INVALID_SOCKET ? WSAGetLastError() : 0;
    char byte;
    CHECK((error == 0 ? error_of(recv(server, &byte, 1, 0)) : error) == WSAECONNRESET);
  }
  CHECK(pair_through(door, on).server != INVALID_SOCKET);
}
