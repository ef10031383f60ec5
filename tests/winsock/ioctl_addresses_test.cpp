// Control codes about addresses and their changes: those that wait for a change, sorting, the broadcast address; and captures, which are refused.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

int control(SOCKET s, DWORD code, void* in = nullptr, DWORD in_bytes = 0, void* out = nullptr, DWORD out_bytes = 0) {
  DWORD bytes = 0;
  return error_of(WSAIoctl(s, code, in, in_bytes, out, out_bytes, &bytes, nullptr, nullptr));
}

}  // namespace

TEST_CASE("changes: a socket that may not wait is told so") {
  const started winsock;
  const connected_pair both = connect_pair();
  const held_socket d = udp();
  set_nonblocking(d);
  set_nonblocking(both.client);
  sockaddr_in peer = loopback(9);
  CHECK(control(d, SIO_ADDRESS_LIST_CHANGE) == WSAEWOULDBLOCK);
  CHECK(control(d, SIO_ROUTING_INTERFACE_CHANGE, &peer, sizeof peer) == WSAEWOULDBLOCK);
  CHECK(control(both.client, SIO_IDEAL_SEND_BACKLOG_CHANGE) == WSAEWOULDBLOCK);
  CHECK(control(d, SIO_ROUTING_INTERFACE_CHANGE) == WSAEFAULT);
  CHECK(control(d, SIO_IDEAL_SEND_BACKLOG_CHANGE) == WSAEOPNOTSUPP);
  CHECK(control(tcp(), SIO_IDEAL_SEND_BACKLOG_CHANGE) == WSAENOTCONN);
  CHECK(control(INVALID_SOCKET, SIO_ADDRESS_LIST_CHANGE) == WSAENOTSOCK);
}

TEST_CASE("changes: a call that waits ends with its socket") {
  const started winsock;
  held_socket d = udp();
  const SOCKET number = d;
  std::atomic<bool> over{false};
  int error = 0;
  std::thread waiting([&] {
    error = control(number, SIO_ADDRESS_LIST_CHANGE);
    over = true;
  });
  std::this_thread::sleep_for(till_blocked);
  CHECK(!over);
  d.close();
  waiting.join();
  CHECK(error == WSAEINTR);
}

TEST_CASE("sorting: addresses that can be reached come first, in their old order, in the caller's own block") {
  const started winsock;
  const held_socket six = udp(AF_INET6);
  std::vector<socket_name> names = {name_at("2001:db8::1", 1), name_at("::1", 2), name_at("::ffff:192.0.2.1", 3),
                                    name_at("::ffff:127.0.0.1", 4)};
  alignas(8) char room[SIZEOF_SOCKET_ADDRESS_LIST(4)];
  auto& list = *reinterpret_cast<SOCKET_ADDRESS_LIST*>(room);
  const auto fill_in = [&] {
    list.iAddressCount = 4;
    for (int i = 0; i < 4; ++i) list.Address[i] = {names[static_cast<std::size_t>(i)].plain(), names[0].length};
  };
  fill_in();
  DWORD bytes = 0;
  CHECK(error_of(WSAIoctl(six, SIO_ADDRESS_LIST_SORT, room, sizeof room, room, 1, &bytes, nullptr, nullptr)) ==
        WSAEFAULT);
  CHECK(bytes == sizeof room);
  REQUIRE(WSAIoctl(six, SIO_ADDRESS_LIST_SORT, room, sizeof room, room, sizeof room, &bytes, nullptr, nullptr) == 0);
  std::string order;
  for (int i = 0; i < list.iAddressCount; ++i) order += std::to_string(ntohs(SS_PORT(list.Address[i].lpSockaddr)));
  CHECK(order == "2413");

  fill_in();
  list.iAddressCount = 5;  // more than there are
  CHECK(control(six, SIO_ADDRESS_LIST_SORT, room, sizeof room, room, sizeof room) == WSAEINVAL);
  list.iAddressCount = 1;
  list.Address[0].lpSockaddr = nullptr;
  CHECK(control(six, SIO_ADDRESS_LIST_SORT, room, sizeof room, room, sizeof room) == WSAEINVAL);
  CHECK(control(six, SIO_ADDRESS_LIST_SORT, nullptr, 0, room, sizeof room) == WSAEFAULT);
  CHECK(control(udp(), SIO_ADDRESS_LIST_SORT, room, sizeof room, room, sizeof room) == WSAEOPNOTSUPP);
}

TEST_CASE("broadcast: IPv4 has an address for it, IPv6 has none") {
  const started winsock;
  sockaddr_in address{};
  CHECK(control(udp(), SIO_GET_BROADCAST_ADDRESS, nullptr, 0, &address, sizeof address) == 0);
  CHECK(address.sin_family == AF_INET);
  CHECK(address.sin_addr.s_addr == INADDR_BROADCAST);
  CHECK(control(udp(), SIO_GET_BROADCAST_ADDRESS, nullptr, 0, &address, 3) == WSAEFAULT);
  CHECK(control(udp(AF_INET6), SIO_GET_BROADCAST_ADDRESS, nullptr, 0, &address, sizeof address) == WSAEOPNOTSUPP);
}

TEST_CASE("captures: nobody may have every packet") {
  const started winsock;
  const held_socket raw(socket(AF_INET, SOCK_RAW, 253));
  REQUIRE(raw != INVALID_SOCKET);
  RCVALL_IF one{};
  one.Mode = RCVALL_ON;
  CHECK(control(raw, SIO_RCVALL_IF, &one, sizeof one) == WSAEACCES);
  CHECK(control(raw, SIO_RCVALL_MCAST_IF, &one, sizeof one) == WSAEACCES);
}
