// What <loopsock/stack.h> gives the stack: addresses of its own and names. A connection over such an address is an ordinary one,
// whatever its ends asked for, and works like any other.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/stack.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

namespace {

using namespace winsock_test;

constexpr const char* four = "10.77.0.1";
constexpr const char* six = "fd00:77::1";

/// An address for the length of a test.
struct own_address {
  explicit own_address(const char* text) : text_(text), result(loopsock_add_address(text)) {}
  ~own_address() { loopsock_remove_address(text_); }
  own_address(const own_address&) = delete;
  own_address& operator=(const own_address&) = delete;

 private:
  const char* text_;

 public:
  int result;
};

held_socket marked_tcp(const char* address) {
  held_socket s = tcp(std::strchr(address, ':') != nullptr ? AF_INET6 : AF_INET);
  mark(s);
  return s;
}

open_door marked_listener(const char* address) {
  open_door door;
  door.s = marked_tcp(address);
  bind_to(door.s, name_at(address, 0));
  listen(door.s, SOMAXCONN);
  door.at = local_of(door.s);
  return door;
}

connected_pair marked_pair(const char* address) {
  const open_door door = marked_listener(address);
  connected_pair both;
  both.client = marked_tcp(address);
  if (connect_to(both.client, door.at) == 0) both.server = held_socket(accept(door.s, nullptr, nullptr));
  return both;
}

int bind_error(const char* address) {
  const held_socket s = marked_tcp(address);
  return error_of(bind_to(s, name_at(address, 0)));
}

int connect_error(const char* address) {
  const held_socket s = marked_tcp(address);
  return error_of(connect_to(s, name_at(address, 9)));
}

std::vector<std::string> addresses_of(const char* name) {
  addrinfo* list = nullptr;
  std::vector<std::string> all;
  if (getaddrinfo(name, nullptr, nullptr, &list) != 0) return all;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    socket_name at;
    std::memcpy(&at.at, one->ai_addr, one->ai_addrlen);
    all.push_back(at.text());
  }
  freeaddrinfo(list);
  return all;
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("own address: a zone that no link has is not here, also for an address that needs none") {
  started winsock;
  const held_socket s = tcp(AF_INET6);
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  name.sin6_addr = in6addr_loopback;
  name.sin6_scope_id = 0xabacab;
  CHECK(error_of(bind(s, plain(name), sizeof name)) == WSAEADDRNOTAVAIL);
  name.sin6_scope_id = 0;
  CHECK(error_of(bind(s, plain(name), sizeof name)) == 0);
  int length = sizeof name;
  REQUIRE(getsockname(s, plain(name), &length) == 0);
  CHECK(name.sin6_scope_id == 0);
}

TEST_CASE("own address: two marked ends are connected the ordinary way, because it is not loopback") {
  const started winsock;
  const char* const address = GENERATE(four, six);
  const own_address added(address);
  REQUIRE(added.result == LOOPSOCK_OK);
  const connected_pair both = marked_pair(address);
  REQUIRE(both.server != INVALID_SOCKET);
  for (const SOCKET end : {SOCKET{both.client}, SOCKET{both.server}}) {
    const loopsock_path_info info = path_of(end);
    CHECK(info.requested == 1);
    CHECK(info.path == LOOPSOCK_PATH_ORDINARY);
    CHECK(info.reason == LOOPSOCK_REASON_NOT_LOOPBACK);
    CHECK(local_of(end).text() == address);
    CHECK(peer_of(end).text() == address);
  }
  CHECK(echoes(both.client, both.server));
  CHECK(echoes(both.server, both.client));
  // More than a window and many segments, from a thread that waits for room.
  const std::string much(1'000'000, 'm');
  std::thread sender([&] { send_all(both.client, much); });
  const std::string arrived = receive_all(both.server, much.size());
  sender.join();
  CHECK((arrived == much));
  shutdown(both.client, SD_SEND);
  char none;
  CHECK(recv(both.server, &none, 1, 0) == 0);
}

TEST_CASE("own address: a listener on every address is reached through it, and loopback stays fast beside it") {
  const started winsock;
  const own_address added(four);
  open_door door;
  door.s = marked_tcp(four);
  REQUIRE(bind_to(door.s, name_at("0.0.0.0", 0)) == 0);
  REQUIRE(listen(door.s, 8) == 0);
  const std::uint16_t port = local_of(door.s).port();

  const held_socket over = marked_tcp(four), loop = marked_tcp(four);
  REQUIRE(connect_to(over, name_at(four, port)) == 0);
  const held_socket accepted(accept(door.s, nullptr, nullptr));
  CHECK(path_of(over).reason == LOOPSOCK_REASON_NOT_LOOPBACK);
  CHECK(path_of(accepted).reason == LOOPSOCK_REASON_NOT_LOOPBACK);
  REQUIRE(connect_to(loop, name_at("127.0.0.1", port)) == 0);
  CHECK(path_of(loop).path == LOOPSOCK_PATH_FAST);
}

TEST_CASE("own address: datagrams go there and back") {
  const started winsock;
  const char* const address = GENERATE(four, six);
  const own_address added(address);
  const int family = address == six ? AF_INET6 : AF_INET;
  const held_socket a = udp(family), b = udp(family);
  REQUIRE(bind_to(a, name_at(address, 0)) == 0);
  const std::string sent(4000, 'd');
  const socket_name to = local_of(a);
  REQUIRE(sendto(b, sent.data(), 4000, 0, to.plain(), to.length) == 4000);
  char room[5000];
  socket_name from;
  REQUIRE(recvfrom(a, room, sizeof room, 0, from.plain(), &from.length) == 4000);
  CHECK(from.text() == address);
  CHECK(send_byte_to(a, from) == 1);
  CHECK(recv(b, room, sizeof room, 0) == 1);
}

TEST_CASE("own address: it is the stack's only while it is there, and it alone") {
  const started winsock;
  for (const char* address : {four, six}) {
    CHECK(bind_error(address) == WSAEADDRNOTAVAIL);
    CHECK(connect_error(address) == WSAENETUNREACH);
  }
  {
    const own_address added4(four), added6(six);
    for (const char* address : {four, six}) {
      CHECK(bind_error(address) == 0);
      CHECK(connect_error(address) == WSAECONNREFUSED);
    }
    for (const char* neighbour : {"10.77.0.2", "fd00:77::2", "2001:db8::1"}) {
      CHECK(bind_error(neighbour) == WSAEADDRNOTAVAIL);
      CHECK(connect_error(neighbour) == WSAENETUNREACH);
    }
  }
  for (const char* address : {four, six}) {
    CHECK(bind_error(address) == WSAEADDRNOTAVAIL);
    CHECK(connect_error(address) == WSAENETUNREACH);
  }
}

TEST_CASE("own address: when it goes, its connections fail at both ends, and no others") {
  const started winsock;
  const char* const address = GENERATE(four, six);
  const own_address added(address);
  const own_address another("10.77.0.3");
  const connected_pair both = marked_pair(address), other = marked_pair("10.77.0.3");
  REQUIRE(echoes(both.client, both.server));
  REQUIRE(loopsock_remove_address(address) == LOOPSOCK_OK);
  for (const SOCKET end : {SOCKET{both.client}, SOCKET{both.server}}) {
    char room[8];
    const int failure = error_of(recv(end, room, sizeof room, 0));
    INFO(failure);
    CHECK((failure == WSAECONNRESET || failure == WSAECONNABORTED || failure == WSAETIMEDOUT));
  }
  CHECK(echoes(other.client, other.server));
}

TEST_CASE("own address: it comes and goes while connections are made") {
  const started winsock;
  std::atomic<bool> done{false};
  std::thread changing([&] {
    for (int i = 0; i < times(200); ++i) {
      loopsock_add_address(four);
      std::this_thread::yield();
      loopsock_remove_address(four);
    }
    done = true;
  });
  // Every attempt ends, one way or the other.
  while (!done) {
    open_door door = marked_listener("0.0.0.0");
    set_nonblocking(door.s);
    const held_socket client = tcp();
    if (connect_to(client, name_at(four, door.at.port())) == 0) send_all(client, "x");
  }
  changing.join();
  CHECK(bind_error(four) == WSAEADDRNOTAVAIL);
}

TEST_CASE("own address: it becomes one of this machine's name") {
  const started winsock;
  char name[256];
  REQUIRE(gethostname(name, sizeof name) == 0);
  const texts before = addresses_of(name);
  {
    const own_address added4(four), added6(six);
    CHECK(addresses_of(name) == texts{four, six});
    hostent* const host = gethostbyname(name);
    REQUIRE(host != nullptr);
    CHECK(std::memcmp(host->h_addr_list[0], "\x0a\x4d\x00\x01", 4) == 0);
  }
  CHECK(addresses_of(name) == before);
}

TEST_CASE("own address: what cannot be one is refused") {
  for (const char* wrong : {"", "here", "0.0.0.0", "::", "127.0.0.1", "127.9.9.9", "::1", "224.0.0.1", "ff02::1",
                            "fe80::1", "255.255.255.255", "10.77", "10.77.0.1/24", "fd00::1%1", "::ffff:127.0.0.1"})
    CHECK(loopsock_add_address(wrong) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_add_address(nullptr) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_remove_address(nullptr) == LOOPSOCK_BAD_ARGUMENT);
  const own_address added(four), mapped("::ffff:10.77.0.4");
  CHECK(mapped.result == LOOPSOCK_OK);
  CHECK(loopsock_add_address(four) == LOOPSOCK_EXISTS);
  CHECK(loopsock_add_address("10.77.0.4") == LOOPSOCK_EXISTS);
  CHECK(loopsock_remove_address("10.77.0.2") == LOOPSOCK_NOT_FOUND);
  CHECK(loopsock_remove_address("127.0.0.1") == LOOPSOCK_NOT_FOUND);
}

TEST_CASE("host names: what the application adds is found by getaddrinfo, gethostbyname and getnameinfo") {
  const started winsock;
  REQUIRE(loopsock_add_host("server.example.test", four) == LOOPSOCK_OK);
  CHECK(loopsock_add_host("Server.Example.Test", four) == LOOPSOCK_EXISTS);
  REQUIRE(loopsock_add_host("server.example.test", six) == LOOPSOCK_OK);
  CHECK(addresses_of("SERVER.example.test") == texts{four, six});
  hostent* const host = gethostbyname("server.example.test");
  REQUIRE(host != nullptr);
  CHECK(std::memcmp(host->h_addr_list[0], "\x0a\x4d\x00\x01", 4) == 0);
  char name[NI_MAXHOST];
  const socket_name at = name_at(six, 0);
  CHECK(getnameinfo(at.plain(), at.length, name, sizeof name, nullptr, 0, NI_NAMEREQD) == 0);
  CHECK(std::string(name) == "server.example.test");

  CHECK(loopsock_remove_host("server.example.TEST") == LOOPSOCK_OK);
  CHECK(loopsock_remove_host("server.example.test") == LOOPSOCK_NOT_FOUND);
  CHECK(gethostbyname("server.example.test") == nullptr);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
}

TEST_CASE("host names: what is no name or no address is refused") {
  CHECK(loopsock_add_host("", four) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_add_host(std::string(256, 'n').c_str(), four) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_add_host("name.test", "127.1") == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_add_host("name.test", nullptr) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_add_host(nullptr, four) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_remove_host(nullptr) == LOOPSOCK_BAD_ARGUMENT);
}

TEST_CASE("start and stop are counted together with WSAStartup's") {
  CHECK(loopsock_stop() == LOOPSOCK_NOT_STARTED);
  REQUIRE(loopsock_start() == LOOPSOCK_OK);
  {
    const started winsock;
    CHECK(loopsock_stop() == LOOPSOCK_OK);
    // Winsock's start holds the stack.
    const connected_pair both = connect_pair();
    CHECK(echoes(both.client, both.server));
  }
  CHECK(loopsock_stop() == LOOPSOCK_NOT_STARTED);
  REQUIRE(loopsock_start() == LOOPSOCK_OK);
  CHECK(error_of(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET ? SOCKET_ERROR : 0) == WSANOTINITIALISED);
  CHECK(loopsock_stop() == LOOPSOCK_OK);
}

TEST_CASE("the version is three numbers") {
  const std::string version = loopsock_version();
  CHECK(std::count(version.begin(), version.end(), '.') == 2);
  CHECK(version.find_first_not_of("0123456789.") == version.npos);
}
