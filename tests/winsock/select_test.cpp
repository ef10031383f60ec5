// select, as Winsock has it: sets that are counts, and every reason to be in one of them.
#include <sys/mman.h>

#include <cstddef>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

constexpr timeval at_once{0, 0};

struct sets {
  fd_set read, write, except;
  sets() {
    FD_ZERO(&read);
    FD_ZERO(&write);
    FD_ZERO(&except);
  }
  void add(SOCKET s) {
    FD_SET(s, &read);
    FD_SET(s, &write);
    FD_SET(s, &except);
  }
  int select(const timeval* timeout = &at_once) { return ::select(0, &read, &write, &except, timeout); }
};

/// "r", "w" and "e": in which sets the socket is after asking for all three.
std::string state(SOCKET s) {
  sets all;
  all.add(s);
  const int count = all.select();
  std::string text;
  if (FD_ISSET(s, &all.read)) text += 'r';
  if (FD_ISSET(s, &all.write)) text += 'w';
  if (FD_ISSET(s, &all.except)) text += 'e';
  return count == static_cast<int>(text.size()) ? text : "count " + std::to_string(count);
}

bool becomes(SOCKET s, const std::string& wanted) {
  for (int i = 0; i < 500; ++i) {
    if (state(s) == wanted) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

socket_name nobody_listens() {
  const open_door gone = listen_on({});
  return gone.at;
}

}  // namespace

TEST_CASE("select: arguments that are none") {
  sets all;
  CHECK(error_of(all.select()) == WSANOTINITIALISED);
  started winsock;
  CHECK(error_of(select(0, nullptr, nullptr, nullptr, &at_once)) == WSAEINVAL);
  CHECK(error_of(all.select()) == WSAEINVAL);
  const held_socket s = tcp();
  const timeval negative[] = {{-1, 0}, {0, -1}};
  for (const timeval& time : negative) {
    all.add(s);
    CHECK(error_of(all.select(&time)) == WSAEINVAL);
  }
  CHECK(FD_ISSET(s, &all.read));
  CHECK(__WSAFDIsSet(s, nullptr) == 0);
}

TEST_CASE("select: a socket that is none is WSAENOTSOCK, and the sets stay") {
  started winsock;
  const held_socket good = udp();
  const SOCKET closed = tcp();  // closed again at once
  for (const SOCKET bad : {closed, INVALID_SOCKET, SOCKET{0}}) {
    sets all;
    all.add(good);
    FD_SET(bad, &all.except);
    WSASetLastError(0);
    CHECK(error_of(all.select()) == WSAENOTSOCK);
    CHECK(all.read.fd_count == 1);
    CHECK(all.except.fd_count == 2);
  }
}

TEST_CASE("select: sockets without a connection") {
  started winsock;
  CHECK(state(tcp()) == "");
  CHECK(state(udp()) == "w");
  CHECK(state(listen_on(each_path()).s) == "");
}

TEST_CASE("select: a connection's life") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  const held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(becomes(door.s, "r"));
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(state(door.s) == "");
  CHECK(state(client) == "w");
  CHECK(state(server) == "w");
  REQUIRE(send_all(client, "1234"));
  CHECK(becomes(server, "rw"));
  CHECK(receive_all(server, 4) == "1234");
  CHECK(state(server) == "w");
  REQUIRE(fill(client) > 0);
  CHECK(state(client) == "");
  CHECK(becomes(server, "rw"));
  server.close();
  CHECK(becomes(client, "rw"));  // reset: unread data was thrown away
}

TEST_CASE("select: the end of the stream is readable, and so is a reset") {
  started winsock;
  const shape on = each_path();
  connected_pair one = pair_on(on);
  shutdown(one.client, SD_SEND);
  CHECK(becomes(one.server, "rw"));
  connected_pair other = pair_on(on);
  set_linger(other.client, true, 0);
  other.client.close();
  CHECK(becomes(other.server, "rw"));
  char byte = 0;
  CHECK(error_of(recv(other.server, &byte, 1, 0)) == WSAECONNRESET);
  CHECK(state(other.server) == "rw");
}

TEST_CASE("select: urgent data is exceptional, unless it comes in line") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  REQUIRE(send(both.client, "A", 1, MSG_OOB) == 1);
  CHECK(becomes(both.server, "we"));
  char byte = 0;
  CHECK(recv(both.server, &byte, 1, MSG_OOB) == 1);
  CHECK(state(both.server) == "w");
  const BOOL inline_too = TRUE;
  REQUIRE(set_option(both.server, SOL_SOCKET, SO_OOBINLINE, inline_too));
  REQUIRE(send(both.client, "B", 1, MSG_OOB) == 1);
  CHECK(becomes(both.server, "rw"));
}

TEST_CASE("select: a connect that failed is exceptional, once it is over") {
  started winsock;
  const shape on = each_path();
  const held_socket s = tcp_on(on);
  set_nonblocking(s);
  CHECK(error_of(connect_to(s, nobody_listens())) == WSAEWOULDBLOCK);
  CHECK(becomes(s, "e"));
  const open_door door = listen_on(on);
  const int again = error_of(connect_to(s, door.at));
  CHECK((again == 0 || again == WSAEWOULDBLOCK));
  CHECK(becomes(s, "w"));
}

TEST_CASE("select: only the counted entries of a set are looked at") {
  started winsock;
  connected_pair both = pair_on({});
  char* const pages =
      static_cast<char*>(mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  mprotect(pages + 4096, 4096, PROT_NONE);
  auto* const at_the_edge = reinterpret_cast<fd_set*>(pages + 4096 - offsetof(fd_set, fd_array) - sizeof(SOCKET));
  const u_int one = 1;
  const SOCKET client = both.client;
  std::memcpy(reinterpret_cast<char*>(at_the_edge) + offsetof(fd_set, fd_count), &one, sizeof one);
  std::memcpy(reinterpret_cast<char*>(at_the_edge) + offsetof(fd_set, fd_array), &client, sizeof client);
  CHECK(select(0, nullptr, at_the_edge, nullptr, &at_once) == 1);
  CHECK(__WSAFDIsSet(client, at_the_edge) == 1);
  CHECK(__WSAFDIsSet(both.server, at_the_edge) == 0);
  munmap(pages, 8192);
}

TEST_CASE("select: more sockets than FD_SETSIZE, in the order in which they came") {
  started winsock;
  constexpr std::size_t count = 3 * FD_SETSIZE + 1;
  std::vector<held_socket> sockets;
  std::vector<SOCKET> room(count + offsetof(fd_set, fd_array) / sizeof(SOCKET));
  auto* const large = reinterpret_cast<fd_set*>(room.data());
  SOCKET* const names = room.data() + offsetof(fd_set, fd_array) / sizeof(SOCKET);
  for (std::size_t i = 0; i < count; ++i) {
    sockets.push_back(udp());
    names[i] = sockets.back();
  }
  large->fd_count = count;
  CHECK(select(0, nullptr, large, nullptr, &at_once) == static_cast<int>(count));
  for (std::size_t i = 0; i < count; ++i) CHECK(names[i] == sockets[i]);
  CHECK(select(0, large, nullptr, nullptr, &at_once) == 0);
  CHECK(large->fd_count == 0);
}

TEST_CASE("select: a socket twice in a set counts once, and two names for one set are one set") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  fd_set set;
  set.fd_count = 2;
  set.fd_array[0] = set.fd_array[1] = both.client;
  CHECK(select(0, nullptr, &set, nullptr, &at_once) == 1);
  CHECK(set.fd_count == 1);
  REQUIRE(send_all(both.client, "x"));
  REQUIRE(wait_for(both.server, ready_for::reading));
  FD_ZERO(&set);
  FD_SET(both.client, &set);
  FD_SET(both.server, &set);
  CHECK(select(0, &set, &set, nullptr, &at_once) == 2);
  CHECK(set.fd_count == 2);
}

TEST_CASE("select: waits as long as it is told, and no time is for ever") {
  started winsock;
  const shape on = each_path();
  connected_pair both = pair_on(on);
  const auto from = std::chrono::steady_clock::now();
  fd_set set;
  FD_ZERO(&set);
  FD_SET(both.server, &set);
  const timeval a_while{0, 60'000};
  WSASetLastError(1);
  CHECK(select(0, &set, nullptr, nullptr, &a_while) == 0);
  CHECK(WSAGetLastError() == 0);
  CHECK(std::chrono::steady_clock::now() - from >= 60ms);
  CHECK(set.fd_count == 0);
  std::thread sender([&] {
    std::this_thread::sleep_for(till_blocked);
    send_all(both.client, "x");
  });
  FD_SET(both.server, &set);
  CHECK(select(0, &set, nullptr, nullptr, nullptr) == 1);
  sender.join();
}

TEST_CASE("select: a socket that is closed meanwhile is readable to readers and none to others") {
  started winsock;
  const shape on = each_path();
  for (const bool reading : {true, false}) {
    CAPTURE(reading);
    connected_pair both = pair_on(on);
    sets all;
    FD_SET(both.server, reading ? &all.read : &all.except);
    const SOCKET server = both.server;
    std::thread closer([&] {
      std::this_thread::sleep_for(till_blocked);
      both.server.close();
    });
    const timeval long_enough{5, 0};
    CHECK(error_of(all.select(&long_enough)) == (reading ? 0 : WSAENOTSOCK));
    CHECK((FD_ISSET(server, &all.read) != 0) == reading);
    CHECK_FALSE(FD_ISSET(server, &all.except));
    closer.join();
  }
}
