// WSAPoll, with the flags of Windows 10 and later.
#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

constexpr SHORT everything = POLLRDNORM | POLLRDBAND | POLLWRNORM;
constexpr SHORT stale = 0x5ead;

/// What one socket has when asked for `asked`; `count` beside it must say the same.
int poll_once(SOCKET s, SHORT asked = everything, int timeout = 0) {
  WSAPOLLFD one{s, asked, stale};
  const int count = WSAPoll(&one, 1, timeout);
  return count == (one.revents != 0 ? 1 : 0) ? one.revents : -1;
}

bool becomes(SOCKET s, int wanted) {
  for (int i = 0; i < 500; ++i) {
    if (poll_once(s) == wanted) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

constexpr SHORT unaskable[] = {POLLERR,
                               POLLHUP,
                               POLLNVAL,
                               0x8,
                               POLLWRBAND,
                               0x40,
                               0x80,
                               POLLPRI,
                               0x800,
                               0x1000,
                               0x2000,
                               0x4000,
                               static_cast<SHORT>(0x8000)};

}  // namespace

TEST_CASE("WSAPoll: arguments that are none") {
  WSAPOLLFD one{4, POLLIN, 0};
  CHECK(error_of(WSAPoll(&one, 1, 0)) == WSANOTINITIALISED);
  started winsock;
  CHECK(error_of(WSAPoll(nullptr, 0, 0)) == WSAEINVAL);
  CHECK(error_of(WSAPoll(nullptr, 1, 0)) == WSAEFAULT);
  CHECK(error_of(WSAPoll(&one, 0, 1)) == WSAEINVAL);
}

TEST_CASE("WSAPoll: flags that cannot be asked for are WSAEINVAL") {
  started winsock;
  const held_socket s = GENERATE(false, true) ? tcp() : udp();
  for (const SHORT flag : unaskable) {
    CAPTURE(flag);
    WSAPOLLFD one{s, flag, stale};
    CHECK(error_of(WSAPoll(&one, 1, 0)) == WSAEINVAL);
    CHECK(one.revents == 0);
  }
}

TEST_CASE("WSAPoll: invalid sockets are POLLNVAL and not counted; among nothing else WSAENOTSOCK") {
  started winsock;
  const open_door door = listen_on(each_path());
  const SOCKET bad = 0xabacab;
  WSAPOLLFD two[2] = {{INVALID_SOCKET, POLLERR, stale}, {door.s, POLLIN, stale}};
  WSASetLastError(1);
  CHECK(WSAPoll(two, 2, 0) == 0);
  CHECK(WSAGetLastError() == 0);
  CHECK(two[0].revents == POLLNVAL);
  CHECK(two[1].revents == 0);
  two[0] = {door.s, POLLIN, stale};
  two[1] = {bad, POLLIN, stale};
  CHECK(WSAPoll(two, 2, 0) == 0);
  CHECK(two[1].revents == POLLNVAL);
  two[1] = {bad, POLLERR, stale};
  CHECK(error_of(WSAPoll(two, 2, 0)) == WSAEINVAL);
  CHECK(two[1].revents == 0);
  two[0] = {INVALID_SOCKET, POLLERR, stale};
  CHECK(error_of(WSAPoll(two, 2, 0)) == WSAENOTSOCK);
  CHECK(two[0].revents == POLLNVAL);
  CHECK(two[1].revents == POLLNVAL);
}

TEST_CASE("WSAPoll: sockets without a connection") {
  started winsock;
  CHECK(poll_once(tcp()) == 0);
  CHECK(poll_once(udp()) == POLLWRNORM);
  CHECK(poll_once(listen_on(each_path()).s) == 0);
}

TEST_CASE("WSAPoll: a connection's life") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(becomes(door.s, POLLRDNORM));
  CHECK(poll_once(door.s, POLLIN) == POLLRDNORM);
  CHECK(poll_once(door.s, POLLRDBAND | POLLWRNORM) == 0);
  const held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(poll_once(client) == POLLWRNORM);
  CHECK(poll_once(server) == POLLWRNORM);
  REQUIRE(send_all(client, "1234"));
  CHECK(becomes(server, POLLRDNORM | POLLWRNORM));
  CHECK(poll_once(server, POLLRDNORM) == POLLRDNORM);
  CHECK(receive_all(server, 4) == "1234");
  CHECK(poll_once(server) == POLLWRNORM);
  REQUIRE(send(client, "A", 1, MSG_OOB) == 1);
  CHECK(becomes(server, POLLRDBAND | POLLWRNORM));
  char byte = 0;
  CHECK(recv(server, &byte, 1, MSG_OOB) == 1);
  CHECK(poll_once(server) == POLLWRNORM);
  const BOOL inline_too = TRUE;
  REQUIRE(set_option(server, SOL_SOCKET, SO_OOBINLINE, inline_too));
  REQUIRE(send(client, "B", 1, MSG_OOB) == 1);
  CHECK(becomes(server, POLLRDNORM | POLLWRNORM));
  CHECK(recv(server, &byte, 1, 0) == 1);
  REQUIRE(send_all(client, "last"));
  shutdown(client, SD_SEND);
  CHECK(becomes(server, POLLRDNORM | POLLWRNORM | POLLHUP));
  CHECK(receive_all(server, 4) == "last");
  CHECK(poll_once(server) == (POLLWRNORM | POLLHUP));
  CHECK(poll_once(server, 0) == POLLHUP);
  CHECK(poll_once(client) == POLLWRNORM);
}

TEST_CASE("WSAPoll: no room to send is no POLLWRNORM") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  const std::size_t sent = fill(both.client);
  CHECK(poll_once(both.client) == 0);
  CHECK(receive_all(both.server, sent).size() == sent);
  CHECK(becomes(both.client, POLLWRNORM));
}

TEST_CASE("WSAPoll: a reset, and a connect that failed") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  set_linger(both.client, true, 0);
  both.client.close();
  CHECK(becomes(both.server, POLLERR | POLLHUP | POLLWRNORM));
  socket_name nobody;
  {
    const open_door gone = listen_on(on);
    nobody = gone.at;
  }
  const held_socket s = tcp_on(on);
  set_nonblocking(s);
  CHECK(error_of(connect_to(s, nobody)) == WSAEWOULDBLOCK);
  CHECK(poll_once(s, everything, 5000) == (POLLERR | POLLHUP | POLLWRNORM));
  CHECK(poll_once(s) == (POLLERR | POLLHUP | POLLWRNORM));
}

TEST_CASE("WSAPoll: a datagram is POLLRDNORM") {
  started winsock;
  const held_socket from = udp(), to = udp();
  bind_somewhere(to);
  CHECK(poll_once(to) == POLLWRNORM);
  REQUIRE(send_byte_to(from, local_of(to)) == 1);
  CHECK(becomes(to, POLLRDNORM | POLLWRNORM));
}

TEST_CASE("WSAPoll: waits as long as it is told, and is woken") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  const auto from = std::chrono::steady_clock::now();
  CHECK(poll_once(both.server, POLLRDNORM, 60) == 0);
  CHECK(std::chrono::steady_clock::now() - from >= 60ms);
  std::thread sender([&] {
    std::this_thread::sleep_for(till_blocked);
    send_all(both.client, "x");
  });
  CHECK(poll_once(both.server, POLLRDNORM, -1) == POLLRDNORM);
  sender.join();
  CHECK(receive_all(both.server, 1) == "x");
  const SOCKET closing = both.server;
  std::thread closer([closing] {
    std::this_thread::sleep_for(till_blocked);
    closesocket(closing);
  });
  CHECK(poll_once(both.server, POLLRDNORM | POLLRDBAND, 5000) == POLLNVAL);
  closer.join();
}

TEST_CASE("WSAPoll: more sockets than fit on the stack") {
  started winsock;
  std::vector<held_socket> sockets;
  std::vector<WSAPOLLFD> all;
  for (int i = 0; i < 200; ++i) {
    sockets.push_back(i % 2 == 0 ? udp() : tcp());
    all.push_back({sockets.back(), everything, stale});
  }
  CHECK(WSAPoll(all.data(), 200, 0) == 100);
  for (int i = 0; i < 200; ++i) CHECK(all[static_cast<std::size_t>(i)].revents == (i % 2 == 0 ? POLLWRNORM : 0));
}
