// Requests that are answered too late: with SO_CONDITIONAL_ACCEPT a client waits for the application's answer, and may give
// up, go away or ask anew while the condition function still thinks. Places in the backlog are counted before and after.
#include <random>

#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;

namespace {

using clock = std::chrono::steady_clock;

struct asked {
  int answer = CF_ACCEPT;
  std::function<void()> meanwhile;  // on another thread: calls of the condition function's own answer WSAEINPROGRESS
  int calls = 0;
  std::uint16_t caller = 0;  // port of the last one
};

int CALLBACK condition(LPWSABUF caller, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR context) {
  asked& what = *reinterpret_cast<asked*>(context);
  ++what.calls;
  what.caller = ntohs(reinterpret_cast<const sockaddr_in*>(caller->buf)->sin_port);
  if (what.meanwhile) std::thread(what.meanwhile).join();
  return what.answer;
}

/// WSAAccept. The accepted socket, or none and why.
int ask(SOCKET door, asked& what, held_socket& into) {
  into = held_socket(WSAAccept(door, nullptr, nullptr, &condition, reinterpret_cast<DWORD_PTR>(&what)));
  if (into == INVALID_SOCKET) return WSAGetLastError();
  set_nonblocking(into, false);
  return 0;
}

/// A door that does not block.
open_door conditional_door(const shape& on, int backlog) {
  open_door door;
  door.s = tcp_on(on);
  bind_to(door.s, here(on.v6));
  set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, BOOL{TRUE});
  listen(door.s, backlog);
  set_nonblocking(door.s);
  door.at = local_of(door.s);
  return door;
}

/// A client that asks to be let in and does not block for the answer.
held_socket asking(const shape& on, const socket_name& to) {
  held_socket s = tcp_on(on);
  set_nonblocking(s);
  if (error_of(connect_to(s, to)) != WSAEWOULDBLOCK) s.close();
  return s;
}
bool is_refused(SOCKET s) { return is_ready(s, ready_for::exceptions); }
bool is_connected(SOCKET s) { return is_ready(s, ready_for::writing); }

/// Takes requests whose clients have gone out of the queue. Any other is let in, and counted.
int clear_queue(SOCKET door) {
  int living = 0;
  for (int i = 0; i < 1000; ++i) {
    held_socket one(accept(door, nullptr, nullptr));
    if (one != INVALID_SOCKET) {
      ++living;
    } else if (WSAGetLastError() != WSAECONNRESET) {
      break;
    }
  }
  return living;
}

/// How many may wait at the door until one is refused. They have gone when this returns.
int places(const open_door& door, const shape& on) {
  int count = 0;
  {
    std::vector<held_socket> waiting;
    while (count < 20) {
      waiting.push_back(asking(on, door.at));
      if (is_refused(waiting.back())) break;
      ++count;
    }
  }
  clear_queue(door.s);
  return count;
}

int connect_within(SOCKET s, socket_name to, milliseconds time) {
  SOCKET_ADDRESS_LIST list{};
  list.iAddressCount = 1;
  list.Address[0] = {to.plain(), to.length};
  const timeval until{0, static_cast<long>(time.count()) * 1000};
  return WSAConnectByList(s, &list, nullptr, nullptr, nullptr, nullptr, &until, nullptr) ? 0 : SOCKET_ERROR;
}

const char* name_of(int answer) { return answer == CF_ACCEPT ? "accept" : answer == CF_REJECT ? "reject" : "defer"; }
/// What WSAAccept says to an answer where the client has gone. Only who is to be accepted is found out to have gone.
int error_for(int answer) {
  return answer == CF_ACCEPT ? WSAECONNRESET : answer == CF_REJECT ? WSAECONNREFUSED : WSATRY_AGAIN;
}

/// A condition function that answers at the moment at which the client gives up, more or less.
struct moment {
  int answer = CF_ACCEPT;
  call* client = nullptr;  // whose connect is cancelled; none: it has a time-out
  unsigned client_turns = 0, server_turns = 0;
  clock::time_point at;
};

int CALLBACK at_that_moment(LPWSABUF, LPWSABUF, LPQOS, LPQOS, LPWSABUF, LPWSABUF, GROUP*, DWORD_PTR context) {
  const moment& when = *reinterpret_cast<moment*>(context);
  if (when.client != nullptr) {
    when.client->cancel(when.client_turns);
    spin(when.server_turns);
  } else {
    while (clock::now() < when.at) {
    }
  }
  return when.answer;
}

/// CF_DEFER for a client that closes meanwhile. An application that has to defer this caller would do so again, as often as it
/// is offered; whoever came later must have a turn.
void defer_who_has_gone(const shape& on) {
  started winsock;
  open_door door = conditional_door(on, 4);
  held_socket gone = asking(on, door.at);
  const std::uint16_t its_port = local_of(gone).port();
  REQUIRE(wait_for(door.s, ready_for::reading));
  asked what{CF_DEFER, [&] { gone.close(); }};
  held_socket server;
  CHECK(ask(door.s, what, server) == WSATRY_AGAIN);
  CHECK(what.caller == its_port);
  if (on.fast) CHECK_FALSE(is_ready(door.s, ready_for::reading));
  what.meanwhile = nullptr;
  const held_socket later = asking(on, door.at);
  const std::uint16_t later_port = local_of(later).port();
  for (int i = 0; i < 5 && what.caller != later_port; ++i) CHECK(ask(door.s, what, server) == WSATRY_AGAIN);
  CHECK(what.caller == later_port);
  what.answer = CF_ACCEPT;
  if (ask(door.s, what, server) == WSAECONNRESET) ask(door.s, what, server);  // once, for the one that has gone
  REQUIRE(server != INVALID_SOCKET);
  CHECK(is_connected(later));
  CHECK(peer_of(server) == local_of(later));
}

/// The backlog bounds what the door remembers, also of clients that nobody has asked about before they went.
void ask_and_go(const shape& on) {
  started winsock;
  const open_door door = conditional_door(on, 2);
  for (int i = 0; i < 50; ++i) REQUIRE(asking(on, door.at) != INVALID_SOCKET);  // and closes
  int offered = 0;
  asked what;
  held_socket server;
  while (offered < 50 && ask(door.s, what, server) != WSAEWOULDBLOCK) ++offered;
  CHECK(offered <= 2);
  CHECK(places(door, on) == 2);
}

}  // namespace

TEST_CASE("a client that closes while its request is decided on costs no place and leaves none behind") {
  started winsock;
  const shape on = each_path();
  const int answer = GENERATE(CF_ACCEPT, CF_REJECT, CF_DEFER);
  const int backlog = GENERATE(1, 3);
  CAPTURE(on.title(), name_of(answer), backlog);
  open_door door = conditional_door(on, backlog);
  REQUIRE(places(door, on) == backlog);
  for (int round = 0; round < 3; ++round) {
    held_socket client = asking(on, door.at);
    REQUIRE(wait_for(door.s, ready_for::reading));
    asked what{answer, [&] { client.close(); }};
    held_socket server;
    CHECK(ask(door.s, what, server) == error_for(answer));
    CHECK(what.calls == 1);
    CHECK(clear_queue(door.s) == 0);
    CHECK(places(door, on) == backlog);
  }
  held_socket client = asking(on, door.at);
  asked what;
  held_socket server;
  REQUIRE(ask(door.s, what, server) == 0);
  CHECK(is_connected(client));
  set_nonblocking(client, false);
  CHECK(echoes(client, server));
}

TEST_CASE("fast path: a deferred request whose client has gone is not offered again") {
  defer_who_has_gone({true, false});
}

TEST_CASE("ordinary path: a deferred request whose client has gone is not offered for ever") {
  defer_who_has_gone({});
}
TEST_CASE("ordinary path: clients that ask and go do not pile up before the door") { ask_and_go({}); }

TEST_CASE("fast path: clients that ask and go do not pile up before the door") { ask_and_go({true, false}); }

TEST_CASE("an answer to a connect that was given up does not settle the socket's next one") {
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  const int answer = GENERATE(CF_ACCEPT, CF_REJECT, CF_DEFER);
  const bool by_time_out = GENERATE(false, true);
  // The second attempt looks just like the first. (WSAConnectByList, which has a time-out, takes no bound socket.)
  const bool same_port = GENERATE(false, true);
  if (by_time_out && same_port) return;
  CAPTURE(on.title(), name_of(answer), by_time_out, same_port);
  open_door door = conditional_door(on, 4);
  held_socket client = tcp_on(on);
  const SOCKET s = client;
  if (same_port) REQUIRE(bind_to(s, here(on.v6)) == 0);
  {
    call first(
        s, [&] { return by_time_out ? connect_within(s, door.at, 40ms) : connect_to(s, door.at); }, hook::patient);
    REQUIRE(wait_for(door.s, ready_for::reading));
    asked what{answer, [&] {
                 if (!by_time_out) first.cancel();
                 first.ends();
                 set_nonblocking(s);
                 if (error_of(connect_to(s, door.at)) != WSAEWOULDBLOCK) closesocket(s);
               }};
    held_socket server;
    CHECK(ask(door.s, what, server) == error_for(answer));
    REQUIRE(first.over());
    CHECK(first.error() == (by_time_out ? WSAETIMEDOUT : WSAEINTR));
  }
  CHECK_FALSE(is_connected(s));
  CHECK_FALSE(is_refused(s));
  CHECK(path_of(s).path == LOOPSOCK_PATH_NONE);
  // Its second request is answered for itself.
  asked what;
  held_socket server;
  int accepted = ask(door.s, what, server);
  if (accepted == WSAECONNRESET && !on.fast)
    accepted = ask(door.s, what, server);  // the deferred one, for the last time
  REQUIRE(accepted == 0);
  REQUIRE(is_connected(s));
  set_nonblocking(s, false);
  CHECK(echoes(s, server));
  CHECK(clear_queue(door.s) == 0);
  CHECK(places(door, on) == 4);
}

TEST_CASE("an answer to a client that has closed does not settle the connect of its slot's next owner") {
  started winsock;
  const shape on = each_path();
  const int answer = GENERATE(CF_ACCEPT, CF_REJECT, CF_DEFER);
  CAPTURE(on.title(), name_of(answer));
  open_door door = conditional_door(on, 4);
  held_socket client = asking(on, door.at), next;
  const auto slot_of = [](SOCKET s) { return (s >> 2) & 0x1fffff; };  // socket_table.cpp
  const SOCKET before = client;
  REQUIRE(wait_for(door.s, ready_for::reading));
  asked what{answer, [&] {
               client.close();
               // Slots rest before they are used again, some thousand sockets long.
               for (int i = 0; i < 5000; ++i) {
                 held_socket one = tcp_on(on);
                 if (slot_of(one) != slot_of(before)) continue;
                 set_nonblocking(one);
                 connect_to(one, door.at);
                 next = std::move(one);
                 break;
               }
             }};
  held_socket server;
  CHECK(ask(door.s, what, server) == error_for(answer));
  REQUIRE(next != INVALID_SOCKET);
  CHECK(next != before);
  CHECK_FALSE(is_connected(next));
  CHECK_FALSE(is_refused(next));
  asked then;
  int accepted = ask(door.s, then, server);
  if (accepted == WSAECONNRESET && !on.fast) accepted = ask(door.s, then, server);
  REQUIRE(accepted == 0);
  CHECK(is_connected(next));
  CHECK(peer_of(server) == local_of(next));
}

TEST_CASE("a connect gives up at the moment of its answer: nothing hangs, and both sides agree") {
  // Who gives up has its own lock and wants the listener's; who answers once had the listener's and wanted the client's.
  const watchdog dog("connect given up against its answer");
  started winsock(MAKEWORD(1, 1));
  const shape on = each_path();
  const bool by_time_out = GENERATE(false, true);
  CAPTURE(on.title(), by_time_out);
  open_door door = conditional_door(on, 1);
  std::mt19937 random(5);
  const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  int met = 0, given_up = 0, odd = 0;
  rounds all(300);
  for (int round = 0; all.go_on(); ++round) {
    held_socket client = tcp_on(on);
    const SOCKET s = client;
    moment when;
    when.answer = round % 4 == 0 ? CF_DEFER : round % 4 == 1 ? CF_REJECT : CF_ACCEPT;
    when.client_turns = below(1u << below(11));  // nobody knows how long a thread takes to see it: from nothing to
    when.server_turns = below(1u << below(17));  // some hundred microseconds
    when.at = clock::now() + 1ms + std::chrono::microseconds(below(200));
    call connecting(
        s, [&] { return by_time_out ? connect_within(s, door.at, 1ms) : connect_to(s, door.at); },
        by_time_out ? hook::none : hook::eager);
    if (!by_time_out) when.client = &connecting;
    while (!is_ready(door.s, ready_for::reading) && !connecting.over()) std::this_thread::yield();
    const held_socket server(WSAAccept(door.s, nullptr, nullptr, &at_that_moment, reinterpret_cast<DWORD_PTR>(&when)));
    REQUIRE(connecting.ends());
    const bool connected = connecting.error() == 0;
    const bool refused = connecting.error() == WSAECONNREFUSED;
    if (connected && server != INVALID_SOCKET) ++met;
    if (!connected && !refused) ++given_up;
    if (connected && server == INVALID_SOCKET) ++odd;
    if (refused && when.answer != CF_REJECT) ++odd;
    // On the ordinary path the server may be told by a reset.
    if (on.fast && !connected && server != INVALID_SOCKET) ++odd;
    client.close();
    clear_queue(door.s);
  }
  CAPTURE(met, given_up);
  CHECK(odd == 0);
  CHECK(places(door, on) == 1);
}
