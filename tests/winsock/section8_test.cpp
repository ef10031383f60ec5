// What is fixed beyond the page of the control code: ports that are free at once, where ephemeral ports lie, default
// buffers, what a blocked call answers when its socket is closed, and handles that stay dead.
#include <algorithm>
#include <set>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

constexpr shape fast_v4{true, false};
constexpr std::uint16_t first_ephemeral = 49152;

/// Binds to `at`, connects to `door`, says a byte, and closes both ends, the client first or last.
bool one_connection(const open_door& door, const shape& on, const socket_name& at, bool client_first) {
  held_socket client = tcp_on(on);
  if (bind_to(client, at) != 0 || connect_to(client, door.at) != 0) return false;
  held_socket server(accept(door.s, nullptr, nullptr));
  if (server == INVALID_SOCKET || !(peer_of(server) == at)) return false;
  char byte;
  if (send(client, "x", 1, 0) != 1 || recv(server, &byte, 1, 0) != 1) return false;
  (client_first ? client : server).close();
  return true;
}

/// A name that nobody uses at the moment.
socket_name free_name(bool v6) {
  held_socket s = tcp(v6 ? AF_INET6 : AF_INET);
  bind_to(s, here(v6));
  return local_of(s);
}

/// Runs `call` in a thread, closes `s` once it must be blocked, and gives back the call's error.
template <class Call>
int error_when_closed(held_socket& s, Call call) {
  int error = 0;
  std::thread blocked([&] { error = call(); });
  std::this_thread::sleep_for(till_blocked);
  s.close();
  blocked.join();
  return error;
}

}  // namespace

// --------------------------------------------------------------------------------------------------------------- TIME_WAIT

TEST_CASE("no TIME_WAIT: one client port is connected tens of thousands of times, one connection after the other") {
  started winsock;
  const shape on{true, GENERATE(false, true)};
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const socket_name at = free_name(on.v6);
  const int count = times(on.v6 ? 2'000 : 20'000);
  int made = 0;
  while (made < count && one_connection(door, on, at, made % 2 == 0)) ++made;
  CHECK(made == count);
}

TEST_CASE("no TIME_WAIT: the listener's port is free at once, and the same pair of names may be used again") {
  started winsock;
  const socket_name server_at = free_name(false), client_at = free_name(false);
  for (int i = 0; i < times(1000); ++i) {
    CAPTURE(i);
    open_door door;
    door.s = tcp_on(fast_v4);
    REQUIRE(bind_to(door.s, server_at) == 0);
    REQUIRE(listen(door.s, 1) == 0);
    door.at = server_at;
    REQUIRE(one_connection(door, fast_v4, client_at, i % 2 == 0));
  }
}

TEST_CASE("no TIME_WAIT: the port is free when both ends are closed, and not before") {
  started winsock;
  const open_door door = listen_on(fast_v4);
  const socket_name at = free_name(false);
  held_socket client = tcp_on(fast_v4);
  REQUIRE(bind_to(client, at) == 0);
  REQUIRE(connect_to(client, door.at) == 0);
  held_socket server(accept(door.s, nullptr, nullptr));
  client.close();
  {
    held_socket again = tcp_on(fast_v4);
    // The server's end still has these two names.
    REQUIRE(bind_to(again, at) == 0);
    CHECK(error_of(connect_to(again, door.at)) == WSAEADDRINUSE);
  }
  server.close();
  CHECK(one_connection(door, fast_v4, at, true));
}

// --------------------------------------------------------------------------------------------------------- ephemeral ports

TEST_CASE("ephemeral ports: 49152 to 65535, for bind to port 0, connect and UDP") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  CHECK(door.at.port() >= first_ephemeral);
  bool in_range = true;
  for (int i = 0; i < 200; ++i) {
    held_socket client = tcp_on(on);
    REQUIRE(connect_to(client, door.at) == 0);
    held_socket server(accept(door.s, nullptr, nullptr));
    in_range =
        in_range && local_of(client).port() >= first_ephemeral && peer_of(server).port() == local_of(client).port();
    held_socket bound = udp(on.family());
    in_range = in_range && bind_to(bound, here(on.v6)) == 0 && local_of(bound).port() >= first_ephemeral;
    held_socket sender = udp(on.family());
    in_range = in_range && send_byte_to(sender, local_of(bound)) == 1 && local_of(sender).port() >= first_ephemeral;
  }
  CHECK(in_range);
}

TEST_CASE("ephemeral ports: they are given out per pair of names, so more connections live than there are ports") {
  started winsock;
  if (sanitized) return;  // 36 000 sockets take too long there
  const open_door doors[] = {listen_on(fast_v4), listen_on(fast_v4)};
  constexpr std::size_t each = 9000;  // twice that is more than the 16 384 ports
  std::vector<connected_pair> all;
  all.reserve(2 * each);
  std::vector<int> uses(65536, 0);
  for (const open_door& door : doors) {
    std::set<std::uint16_t> here_used;
    for (std::size_t i = 0; i < each; ++i) {
      all.push_back(pair_through(door, fast_v4));
      if (all.back().server == INVALID_SOCKET) break;
      const std::uint16_t port = local_of(all.back().client).port();
      here_used.insert(port);
      ++uses[port];
    }
    CHECK(here_used.size() == each);  // to one listener, every connection has a port of its own
  }
  REQUIRE(all.size() == 2 * each);
  CHECK(*std::max_element(uses.begin(), uses.end()) == 2);
  CHECK(echoes(all.front().client, all.front().server));
  CHECK(echoes(all.back().server, all.back().client));
}

TEST_CASE("ephemeral ports: used up to one listener, a connect is WSAENOBUFS, and another is free") {
  started winsock;
  if (sanitized) return;
  const open_door door = listen_on(fast_v4), other = listen_on(fast_v4);
  std::vector<connected_pair> all;
  int error = 0;
  for (int i = 0; i < 16'385 && error == 0; ++i) {
    connected_pair both;
    both.client = tcp_on(fast_v4);
    error = error_of(connect_to(both.client, door.at));
    if (error != 0) break;
    both.server = held_socket(accept(door.s, nullptr, nullptr));
    all.push_back(std::move(both));
  }
  CAPTURE(all.size());
  CHECK(error == WSAENOBUFS);
  CHECK(all.size() >= 16'000);  // the listeners hold ports of the same range
  connected_pair elsewhere = pair_through(other, fast_v4);
  CHECK(elsewhere.server != INVALID_SOCKET);
  all.pop_back();
  connected_pair again = pair_through(door, fast_v4);
  CHECK(again.server != INVALID_SOCKET);
}

// ---------------------------------------------------------------------------------------------------------- default buffers

TEST_CASE("default buffers: SO_RCVBUF and SO_SNDBUF are 65536, fresh, connected, accepted and for UDP") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  held_socket fresh = tcp_on(on), datagrams = udp(on.family());
  for (const SOCKET s : {SOCKET{fresh}, SOCKET{both.client}, SOCKET{both.server}, SOCKET{datagrams}}) {
    CHECK(get_option(s, SOL_SOCKET, SO_RCVBUF) == 65536);
    CHECK(get_option(s, SOL_SOCKET, SO_SNDBUF) == 65536);
  }
}

TEST_CASE("default buffers: SO_SNDBUF 0 is legal, read back, and loses nothing") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  REQUIRE(set_option(client, SOL_SOCKET, SO_SNDBUF, 0));
  REQUIRE(connect_to(client, door.at) == 0);
  held_socket server(accept(door.s, nullptr, nullptr));
  REQUIRE(set_option(server, SOL_SOCKET, SO_SNDBUF, 0));
  CHECK(get_option(client, SOL_SOCKET, SO_SNDBUF) == 0);
  CHECK(echoes(client, server));
  CHECK(echoes(server, client));
  std::string text(1'000'000, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7 >> 3);
  std::string seen;
  std::thread reader([&] { seen = receive_all(server, text.size()); });
  CHECK(send_all(client, text));
  reader.join();
  CHECK(seen == text);
  // Non-blocking, too: what is taken arrives, and after reading there is room again.
  const std::size_t taken = fill(client, 3000);
  CHECK(taken > 0);
  CHECK(receive_all(server, taken).size() == taken);
  CHECK(wait_for(client, ready_for::writing));
}

// ----------------------------------------------------------------------------------------------------- closed while blocked

TEST_CASE("closed while blocked: recv and send are WSAECONNABORTED") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  {
    connected_pair both = pair_on(on);
    const SOCKET s = both.client;
    char byte;
    CHECK(error_when_closed(both.client, [&] { return error_of(recv(s, &byte, 1, 0)); }) == WSAECONNABORTED);
  }
  {
    connected_pair both = pair_on(on);
    const SOCKET s = both.client;
    const std::string much(5'000'000, 'x');
    CHECK(error_when_closed(both.client, [&] {
            return error_of(send(s, much.data(), static_cast<int>(much.size()), 0));
          }) == WSAECONNABORTED);
  }
}

TEST_CASE("closed while blocked: accept is WSAEINTR") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  const SOCKET s = door.s;
  CHECK(error_when_closed(
            door.s, [&] { return accept(s, nullptr, nullptr) == INVALID_SOCKET ? WSAGetLastError() : 0; }) == WSAEINTR);
}

TEST_CASE("closed while blocked: recvfrom of a datagram socket is WSAEINTR") {
  started winsock;
  const int family = GENERATE(AF_INET, AF_INET6);
  held_socket datagrams = udp(family);
  REQUIRE(bind_to(datagrams, here(family == AF_INET6)) == 0);
  const SOCKET s = datagrams;
  char byte;
  CHECK(error_when_closed(datagrams, [&] { return error_of(recvfrom(s, &byte, 1, 0, nullptr, nullptr)); }) == WSAEINTR);
}

TEST_CASE("closed while blocked: connect is WSAENOTSOCK") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  // A listener that wants to be asked keeps a connect waiting.
  open_door door;
  door.s = tcp_on(on);
  REQUIRE(bind_to(door.s, here(on.v6)) == 0);
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, BOOL{TRUE}));
  REQUIRE(listen(door.s, 5) == 0);
  door.at = local_of(door.s);
  held_socket client = tcp_on(on);
  const SOCKET s = client;
  CHECK(error_when_closed(client, [&] { return error_of(connect_to(s, door.at)); }) == WSAENOTSOCK);
}

TEST_CASE("closed while blocked: every one of several waiting calls is woken") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  const SOCKET s = both.client;
  std::atomic<int> aborted{0};
  std::vector<std::thread> waiting;
  for (int i = 0; i < 5; ++i) {
    waiting.emplace_back([&] {
      char byte;
      if (error_of(recv(s, &byte, 1, 0)) == WSAECONNABORTED) ++aborted;
    });
  }
  std::this_thread::sleep_for(2 * till_blocked);
  both.client.close();
  for (std::thread& one : waiting) one.join();
  CHECK(aborted == 5);
}

// ------------------------------------------------------------------------------------------------------------------ handles

TEST_CASE("handles: multiples of 4 in 31 bits, all different, and dead after the close however many are opened later") {
  started winsock;
  held_socket s = tcp();
  const SOCKET dead = s;
  s.close();
  bool well_formed = true, stays_dead = true;
  int type = 0, length = sizeof type;
  for (int i = 0; i < times(100'000); ++i) {
    const SOCKET fresh = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    well_formed = well_formed && fresh != INVALID_SOCKET && fresh != 0 && fresh % 4 == 0 && fresh >> 31 == 0;
    stays_dead = stays_dead && fresh != dead &&
                 getsockopt(dead, SOL_SOCKET, SO_TYPE, reinterpret_cast<char*>(&type), &length) != 0 &&
                 WSAGetLastError() == WSAENOTSOCK;
    closesocket(fresh);
  }
  CHECK(well_formed);
  CHECK(stays_dead);

  std::vector<held_socket> many;
  std::set<SOCKET> numbers;
  for (int i = 0; i < 5000; ++i) {
    many.push_back(tcp());
    numbers.insert(many.back());
  }
  CHECK(numbers.size() == 5000);
  CHECK(numbers.count(dead) == 0);
  CHECK(error_of(closesocket(dead)) == WSAENOTSOCK);
}

TEST_CASE("handles: accepted sockets too, and a closed socket's events reach no successor") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  std::vector<SOCKET> dead;
  for (int i = 0; i < 100; ++i) {
    connected_pair both = pair_through(door, on);
    REQUIRE(SOCKET{both.server} % 4 == 0);
    REQUIRE(SOCKET{both.server} >> 31 == 0);
    dead.push_back(both.client);
    dead.push_back(both.server);
  }
  connected_pair living = pair_through(door, on);
  for (const SOCKET s : dead) {
    char byte;
    if (error_of(send(s, "x", 1, 0)) != WSAENOTSOCK || error_of(recv(s, &byte, 1, 0)) != WSAENOTSOCK)
      FAIL("a dead handle works: " << s);
  }
  CHECK(unread(living.client) == 0);
  CHECK(unread(living.server) == 0);
}

TEST_CASE("SO_EXCLUSIVEADDRUSE: the port stays taken while a connection lives that the listener had accepted") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const BOOL exclusive = TRUE;
  held_socket listener = tcp_on(on);
  REQUIRE(set_option(listener, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, exclusive));
  REQUIRE(bind_to(listener, here(on.v6)) == 0);
  REQUIRE(listen(listener, 5) == 0);
  const socket_name at = local_of(listener);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, at) == 0);
  held_socket server(accept(listener, nullptr, nullptr));
  REQUIRE(server != INVALID_SOCKET);
  listener.close();
  held_socket next = tcp_on(on);
  REQUIRE(set_option(next, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, exclusive));
  CHECK(error_of(bind_to(next, at)) == WSAEADDRINUSE);
  client.close();
  CHECK(recv(server, nullptr, 0, 0) == 0);
  server.close();
  CHECK(error_of(bind_to(next, at)) == 0);
}
