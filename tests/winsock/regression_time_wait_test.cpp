// The first and the last moments of a connection: one that was closed an instant ago must not stand in the way of the next
// between the same two ends, and one that is reset in the instant in which it is made must not vanish from its listener.
#include "tests/extensions/support.hpp"
#include "tests/winsock/preemption.hpp"
#include "tests/winsock/regression_support.hpp"

using namespace winsock_test;

namespace {

/// A client that connects through `door` from the port `from`; 0 or the error.
int connect_from(held_socket& client, const socket_name& from, const open_door& door, const shape& on) {
  client = tcp_on(on);
  const int unbound = error_of(bind_to(client, from));
  return unbound != 0 ? unbound : error_of(connect_to(client, door.at));
}

/// A name that is free: a socket had it a moment ago.
socket_name free_name(const shape& on) {
  const held_socket s = tcp_on(on);
  bind_to(s, here(on.v6));
  return local_of(s);
}

}  // namespace

TEST_CASE("time_wait: a client with a port of its own connects again at once when the server has closed first") {
  const started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const socket_name from = free_name(on);
  for (int round = 0; round < 5; ++round) {
    CAPTURE(round);
    connected_pair pair;
    REQUIRE(connect_from(pair.client, from, door, on) == 0);
    pair.server = held_socket(accept(door.s, nullptr, nullptr));
    CHECK(peer_of(pair.server) == from);
    CHECK(echoes(pair.client, pair.server));
    CHECK(echoes(pair.server, pair.client));
    pair.server.close();  // so the server's end is the one that waits
    char byte = 0;
    CHECK(recv(pair.client, &byte, 1, 0) == 0);
  }
}

TEST_CASE("time_wait: the same after so much data that the new sequence numbers lie before the old ones") {
  const started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const socket_name from = free_name(on);
  // Sequence numbers begin 250,000 further with every second: this is more than that in any time that it may take.
  const std::string bulk(std::size_t{1} << 20, 'b');
  constexpr std::size_t times_sent = 8;
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    connected_pair pair;
    REQUIRE(connect_from(pair.client, from, door, on) == 0);
    pair.server = held_socket(accept(door.s, nullptr, nullptr));
    std::thread sender([&] {
      for (std::size_t i = 0; i < times_sent; ++i) send_all(pair.client, bulk);
    });
    const std::size_t got = receive_all(pair.server, times_sent * bulk.size()).size();
    sender.join();
    REQUIRE(got == times_sent * bulk.size());
    pair.server.close();
  }
}

TEST_CASE("time_wait: a client that closed first keeps its own port waiting, and connects from any other") {
  // The end that waits here is the one that would connect: lwIP knows, and so does the port registry (docs/differences.md).
  const started winsock;
  const shape ordinary;
  const open_door door = listen_on(ordinary);
  const socket_name from = free_name(ordinary);
  connected_pair pair;
  REQUIRE(connect_from(pair.client, from, door, ordinary) == 0);
  pair.server = held_socket(accept(door.s, nullptr, nullptr));
  pair.client.close();
  pair.server.close();

  held_socket again;
  CHECK(connect_from(again, from, door, ordinary) == WSAEADDRINUSE);
  CHECK(connect_from(again, free_name(ordinary), door, ordinary) == 0);
}

TEST_CASE("accept: a connection that is reset in the moment in which it is made is handed out, or told, all the same") {
  const started winsock;
  const watchdog dog("accept: a connection that is reset in the moment in which it is made");
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  set_nonblocking(door.s);
  const auto connect_ex = extension<LPFN_CONNECTEX>(door.s, WSAID_CONNECTEX);
  REQUIRE(connect_ex != nullptr);
  // Another thread resets the connection as soon as its connect has ended, which this thread tells before it tells the
  // listener; and sometimes it is held up between the two.
  SOCKET client = INVALID_SOCKET;
  OVERLAPPED connecting{};
  const std::atomic_ref<ULONG_PTR> status(connecting.Internal);  // HasOverlappedIoCompleted(), for two threads
  constexpr auto pending = static_cast<ULONG_PTR>(STATUS_PENDING);
  int made = 0;
  interloper resetting([&] {
    while (status.load(std::memory_order_acquire) == pending) std::this_thread::yield();
    if (status.load(std::memory_order_relaxed) == 0) ++made;
    set_linger(client, true, 0);
    closesocket(client);
  });

  int handed_out = 0, told = 0;
  socket_name to = door.at;
  for (rounds left(on.fast ? 500 : 4000); left.go_on();) {
    client = socket(on.family(), SOCK_STREAM, IPPROTO_TCP);
    if (on.fast) mark(client);
    bind_to(client, here(on.v6));
    status.store(pending, std::memory_order_relaxed);
    DWORD sent = 0;
    resetting.provoke();
    const int refused = answer(connect_ex(client, to.plain(), to.length, nullptr, 0, &sent, &connecting));
    if (refused != WSA_IO_PENDING) status.store(static_cast<ULONG_PTR>(STATUS_UNSUCCESSFUL), std::memory_order_release);
    resetting.is_over();

    if (!wait_for(door.s, ready_for::reading)) break;  // nobody will ever hear of it
    const held_socket server(accept(door.s, nullptr, nullptr));
    if (server != INVALID_SOCKET)
      ++handed_out;
    else if (WSAGetLastError() == WSAECONNRESET)
      ++told;
    else
      break;
  }
  CAPTURE(handed_out, told);
  CHECK(made > 0);
  CHECK(handed_out + told == made);
}
