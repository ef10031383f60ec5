// WSAConnectByName and WSAConnectByList, to listeners of this process.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <cstddef>
#include <cstring>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

using namespace winsock_test;

TEST_CASE("connect by name: both names come back, the own one without its port") {
  started winsock;
  sockaddr_in name;
  held_socket at = listener(name);
  held_socket s = tcp();
  const std::string port = std::to_string(ntohs(name.sin_port));
  sockaddr_in local{}, remote{};
  DWORD local_length = 50, remote_length = 50;
  REQUIRE(WSAConnectByNameA(s, "127.0.0.1", port.c_str(), &local_length, plain(local), &remote_length, plain(remote),
                            nullptr, nullptr));
  CHECK(local_length == sizeof local);
  CHECK(remote_length == sizeof remote);
  CHECK(local.sin_port == 0);  // as on Windows
  CHECK(local.sin_addr.s_addr == name.sin_addr.s_addr);
  CHECK(remote.sin_port == name.sin_port);
  held_socket server(accept(at, nullptr, nullptr));
  CHECK(server != INVALID_SOCKET);
}

TEST_CASE("connect by name: lengths without memory are set, memory without lengths is left alone") {
  started winsock;
  sockaddr_in name;
  held_socket at = listener(name);
  const std::string port = std::to_string(ntohs(name.sin_port));
  held_socket first = tcp();
  DWORD length = sizeof(sockaddr_in);
  CHECK(WSAConnectByNameA(first, "localhost", port.c_str(), &length, nullptr, &length, nullptr, nullptr, nullptr));
  CHECK(length == sizeof(sockaddr_in));
  held_socket second = tcp();
  sockaddr_in local{};
  CHECK(
      WSAConnectByNameA(second, "localhost", port.c_str(), nullptr, plain(local), nullptr, nullptr, nullptr, nullptr));
  CHECK(local.sin_family == 0);
}

TEST_CASE("connect by list: the first address that answers is taken") {
  started winsock;
  sockaddr_in name;
  held_socket at = listener(name);
  sockaddr_in nobody = loopback(9);
  alignas(SOCKET_ADDRESS_LIST) std::byte room[SIZEOF_SOCKET_ADDRESS_LIST(2)] = {};
  auto& list = *reinterpret_cast<SOCKET_ADDRESS_LIST*>(room);
  list.iAddressCount = 2;
  SOCKET_ADDRESS* const addresses = list.Address;
  addresses[0] = {plain(nobody), sizeof nobody};
  addresses[1] = {plain(name), sizeof name};
  held_socket s = tcp();
  sockaddr_in remote{};
  DWORD length = sizeof remote;
  const timeval timeout{5, 0};
  REQUIRE(WSAConnectByList(s, &list, nullptr, nullptr, &length, plain(remote), &timeout, nullptr));
  CHECK(remote.sin_port == name.sin_port);
}
