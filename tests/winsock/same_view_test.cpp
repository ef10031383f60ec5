// What a program sees must not depend on the path, beyond what tests/contract covers: lingering closes, time-outs of
// sends, names at odd addresses, and readiness from the first moment to the last.
#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

using clock = std::chrono::steady_clock;

milliseconds since(clock::time_point start) { return std::chrono::duration_cast<milliseconds>(clock::now() - start); }

/// Sends until it fails; the error.
int send_until_error(SOCKET s) {
  const std::string bytes(100'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    if (send(s, bytes.data(), static_cast<int>(bytes.size()), 0) == SOCKET_ERROR) return WSAGetLastError();
  }
  return 0;
}

}  // namespace

// --------------------------------------------------------------------------------------------------------------- lingering

TEST_CASE("linger: with a time-out, a close with nothing left to deliver is graceful and immediate") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_linger(both.client, true, 5));
  REQUIRE(send_all(both.client, "last"));
  const auto began = clock::now();
  REQUIRE(closesocket(both.client) == 0);
  CHECK(since(began) < 2000ms);
  CHECK(error_of(closesocket(both.client)) == WSAENOTSOCK);
  CHECK(receive_all(both.server, 5) == "last");
  char byte;
  CHECK(recv(both.server, &byte, 1, 0) == 0);
}

TEST_CASE("linger: with a time-out, a close delivers everything to a peer that reads late") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_linger(both.client, true, 20));
  const std::size_t sent = fill(both.client);
  REQUIRE(set_nonblocking(both.client, false));
  std::string seen;
  int end = -1;
  std::thread reader([&] {
    std::this_thread::sleep_for(200ms);
    seen = receive_all(both.server, sent);
    char byte;
    end = recv(both.server, &byte, 1, 0);
  });
  const auto began = clock::now();
  CHECK(closesocket(both.client) == 0);
  CHECK(since(began) < 10'000ms);
  reader.join();
  CHECK(seen.size() == sent);
  CHECK(end == 0);
}

TEST_CASE("linger: when the time is up the peer has everything or is reset, and never a shorter stream") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_linger(both.client, true, 1));
  const std::size_t sent = fill(both.client);
  REQUIRE(set_nonblocking(both.client, false));
  const auto began = clock::now();
  CHECK(closesocket(both.client) == 0);
  const milliseconds took = since(began);
  CHECK(took < 4000ms);
  const std::size_t seen = receive_all(both.server, sent + 1).size();
  char byte;
  const int end = error_of(recv(both.server, &byte, 1, 0));
  CAPTURE(took.count(), sent, seen);
  const bool whole = seen == sent && end == 0;
  const bool reset = end == WSAECONNRESET;
  CHECK((whole || reset));
  if (took >= 1000ms) CHECK(reset);
}

TEST_CASE("linger: a non-blocking close that would have to wait is WSAEWOULDBLOCK, and the socket stays") {
  // On the fast path what was taken lies in the peer's receive buffer already: there a close never has to wait.
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_linger(both.client, true, 5));
  const std::size_t sent = fill(both.client);
  const int first = error_of(closesocket(both.client));
  if (on.fast) {
    CHECK(first == 0);
  } else {
    CHECK(first == WSAEWOULDBLOCK);
    CHECK(get_option(both.client, SOL_SOCKET, SO_TYPE) == SOCK_STREAM);
  }
  CHECK(receive_all(both.server, sent).size() == sent);
  if (first == WSAEWOULDBLOCK) {
    int later = first;
    for (int i = 0; i < 100 && later == WSAEWOULDBLOCK; ++i) {
      std::this_thread::sleep_for(20ms);
      later = error_of(closesocket(both.client));
    }
    CHECK(later == 0);
  }
  char byte;
  CHECK(recv(both.server, &byte, 1, 0) == 0);
}

TEST_CASE("linger: with 0 seconds a close resets, unread data or not, and a half-closed connection too") {
  started winsock;
  const shape on = each_path();
  const bool half_closed = GENERATE(false, true);
  CAPTURE(on.title(), half_closed);
  connected_pair both = pair_on(on);
  REQUIRE(send_all(both.client, "void"));
  if (half_closed) {
    REQUIRE(receive_all(both.server, 4) == "void");
    REQUIRE(shutdown(both.server, SD_SEND) == 0);
  }
  REQUIRE(set_linger(both.client, true, 0));
  REQUIRE(closesocket(both.client) == 0);
  char byte;
  CHECK(error_of(recv(both.server, &byte, 1, 0)) == WSAECONNRESET);
}

TEST_CASE("linger: switched off again, a close is graceful") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_linger(both.client, true, 0));
  REQUIRE(set_linger(both.client, false, 0));
  REQUIRE(send_all(both.client, "kept"));
  both.client.close();
  CHECK(receive_all(both.server, 5) == "kept");
}

// --------------------------------------------------------------------------------------------------------------- time-outs

TEST_CASE("same view: a send with a time-out gives up, and bytes that were taken arrive") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(set_option(both.client, SOL_SOCKET, SO_SNDTIMEO, DWORD{150}));
  std::size_t told = 0;
  int error = 0;
  const std::string bytes(30'000, 't');
  const auto began = clock::now();
  for (int i = 0; i < 10'000 && error == 0; ++i) {
    const int one = send(both.client, bytes.data(), static_cast<int>(bytes.size()), 0);
    if (one > 0) told += static_cast<std::size_t>(one);
    error = error_of(one);
  }
  CHECK(error == WSAETIMEDOUT);
  CHECK(since(began) >= 140ms);
  CHECK(since(began) < 4000ms);
  CHECK(receive_all(both.server, told).size() == told);
}

// ------------------------------------------------------------------------------------------------------------------- names

TEST_CASE("same view: a connection from 127.0.0.5 to 127.0.0.9 has those names at both ends") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  held_socket door = tcp_on(on);
  REQUIRE(bind_to(door, name_at("127.0.0.9", 0)) == 0);
  REQUIRE(listen(door, 5) == 0);
  held_socket client = tcp_on(on);
  REQUIRE(bind_to(client, name_at("127.0.0.5", 0)) == 0);
  const std::uint16_t own_port = local_of(client).port();
  REQUIRE(connect_to(client, local_of(door)) == 0);
  socket_name told;
  held_socket server(accept(door, told.plain(), &told.length));
  REQUIRE(is_on(server, on));
  CHECK(local_of(client) == name_at("127.0.0.5", own_port));
  CHECK(peer_of(server) == local_of(client));
  CHECK(told == local_of(client));
  CHECK(local_of(server) == local_of(door));
  CHECK(peer_of(client) == local_of(door));
  CHECK(echoes(client, server));
}

TEST_CASE("same view: a wildcard listener's connections have the address that was called, and names outlive the peer") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  held_socket door = tcp_on(on);
  REQUIRE(bind_to(door, name_at(on.v6 ? "::" : "0.0.0.0", 0)) == 0);
  REQUIRE(listen(door, 5) == 0);
  const socket_name at = here(on.v6, local_of(door).port());
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, at) == 0);
  held_socket server(accept(door, nullptr, nullptr));
  CHECK(local_of(server) == at);
  CHECK(peer_of(client) == at);
  CHECK(local_of(client).text() == at.text());
  const socket_name was = local_of(client);
  client.close();
  char byte;
  CHECK(recv(server, &byte, 1, 0) == 0);
  CHECK(peer_of(server) == was);
}

// --------------------------------------------------------------------------------------------------------------- readiness

TEST_CASE("same view: readiness from the first moment to the last") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  CHECK_FALSE(is_ready(door.s, ready_for::reading));
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  REQUIRE(wait_for(door.s, ready_for::reading));
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK_FALSE(is_ready(door.s, ready_for::reading));

  CHECK(is_ready(client, ready_for::writing));
  CHECK(is_ready(server, ready_for::writing));
  CHECK_FALSE(is_ready(client, ready_for::reading));
  CHECK_FALSE(is_ready(server, ready_for::reading));
  CHECK_FALSE(is_ready(client, ready_for::exceptions));

  const std::size_t sent = fill(client);
  CHECK(wait_for(server, ready_for::reading));
  CHECK_FALSE(is_ready(client, ready_for::writing));
  CHECK_FALSE(wait_for(client, ready_for::writing, briefly));
  CHECK(receive_all(server, sent).size() == sent);
  CHECK(wait_for(client, ready_for::writing));
  CHECK_FALSE(is_ready(server, ready_for::reading));

  REQUIRE(shutdown(client, SD_SEND) == 0);
  CHECK(wait_for(server, ready_for::reading));  // the end of the stream
  CHECK(is_ready(server, ready_for::writing));  // the other way is open
  char byte;
  CHECK(recv(server, &byte, 1, 0) == 0);
  CHECK(is_ready(server, ready_for::reading));  // and stays so

  REQUIRE(set_linger(server, true, 0));
  server.close();
  CHECK(wait_for(client, ready_for::reading));  // the reset
  CHECK(error_of(recv(client, &byte, 1, 0)) == WSAECONNRESET);
}

TEST_CASE("same view: a thread in select is woken by data, by room, by an arrival and by a reset") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door = listen_on(on);
  const auto woken = [](SOCKET s, ready_for what, auto&& act) {
    bool ready = false;
    std::thread waiter([&] { ready = wait_for(s, what); });
    std::this_thread::sleep_for(till_blocked);
    act();
    waiter.join();
    return ready;
  };
  held_socket client = tcp_on(on), server;
  CHECK(woken(door.s, ready_for::reading, [&] { connect_to(client, door.at); }));
  server = held_socket(accept(door.s, nullptr, nullptr));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(woken(server, ready_for::reading, [&] { send_all(client, "x"); }));
  receive_all(server, 1);
  const std::size_t sent = fill(client);
  CHECK(woken(client, ready_for::writing, [&] { receive_all(server, sent); }));
  CHECK(woken(client, ready_for::reading, [&] {
    set_linger(server, true, 0);
    server.close();
  }));
  CHECK(send_until_error(client) == WSAECONNRESET);
}
