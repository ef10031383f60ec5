// Connecting, on both paths: blocking or not, again after a refusal, to oneself, from an explicit name, by list and by name,
// and from dual-mode sockets. Names that connect cannot use are in bad_input_test.cpp.
#include <cstddef>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

held_socket dual_socket(bool fast) {
  held_socket s = tcp(AF_INET6);
  set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, DWORD{0});
  if (fast) mark(s);
  return s;
}

int pending_error(SOCKET s) { return get_option(s, SOL_SOCKET, SO_ERROR); }

}  // namespace

// ----------------------------------------------------------------------------------------------------------------- blocking

TEST_CASE("connect: blocking, it is over when it returns, before anybody accepts") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  CHECK(path_of(client).path == LOOPSOCK_PATH_NONE);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(is_on(client, on));
  CHECK(peer_of(client) == door.at);
  CHECK(error_of(connect_to(client, door.at)) == WSAEISCONN);
  CHECK(send_all(client, "x"));
}

TEST_CASE("connect: after a refusal the same socket may try again, with its name and its mark") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  held_socket client = tcp_on(on);
  REQUIRE(bind_to(client, here(on.v6)) == 0);
  const socket_name own = local_of(client);
  socket_name at;
  {
    held_socket late = tcp_on(on);
    REQUIRE(bind_to(late, here(on.v6)) == 0);  // bound, and nobody listens
    at = local_of(late);
    CHECK(error_of(connect_to(client, at)) == WSAECONNREFUSED);
    CHECK(error_of(send(client, "x", 1, 0)) == WSAENOTCONN);
    CHECK(path_of(client).path == LOOPSOCK_PATH_NONE);
    CHECK(local_of(client) == own);
    REQUIRE(listen(late, 2) == 0);
    REQUIRE(connect_to(client, at) == 0);
    held_socket server(accept(late, nullptr, nullptr));
    CHECK(peer_of(server) == own);
    CHECK(is_on(client, on));
    CHECK(echoes(client, server));
  }
}

TEST_CASE("connect: an unbound socket that was refused has no name, and gets another port the next time or the same") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const socket_name nobody = listen_on(on).at;
  held_socket client = tcp_on(on);
  for (int i = 0; i < 5; ++i) CHECK(error_of(connect_to(client, nobody)) == WSAECONNREFUSED);
  const open_door door = listen_on(on);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(local_of(client).port() >= 49152);
}

TEST_CASE("connect: from an explicit name, and two connections between the same names do not exist") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on), second = tcp_on(on);
  REQUIRE(set_option(client, SOL_SOCKET, SO_REUSEADDR, BOOL{TRUE}));
  REQUIRE(set_option(second, SOL_SOCKET, SO_REUSEADDR, BOOL{TRUE}));
  REQUIRE(bind_to(client, here(on.v6)) == 0);
  REQUIRE(bind_to(second, local_of(client)) == 0);
  const socket_name own = local_of(client);
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(local_of(client) == own);
  CHECK(error_of(connect_to(second, door.at)) == WSAEADDRINUSE);
  const open_door elsewhere = listen_on(on);
  CHECK(connect_to(second, elsewhere.at) == 0);  // other names: fine
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(peer_of(server) == own);
}

TEST_CASE("connect: of two listeners at one name the one that was there first is reached") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  held_socket first = tcp_on(on), second = tcp_on(on);
  REQUIRE(set_option(first, SOL_SOCKET, SO_REUSEADDR, BOOL{TRUE}));
  REQUIRE(set_option(second, SOL_SOCKET, SO_REUSEADDR, BOOL{TRUE}));
  REQUIRE(bind_to(first, here(on.v6)) == 0);
  REQUIRE(bind_to(second, local_of(first)) == 0);
  REQUIRE(listen(first, 1) == 0);
  REQUIRE(listen(second, 1) == 0);
  set_nonblocking(first);
  const socket_name at = local_of(first);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, at) == 0);
  CHECK(held_socket(accept(first, nullptr, nullptr)) != INVALID_SOCKET);
  first.close();
  held_socket later = tcp_on(on);
  REQUIRE(connect_to(later, at) == 0);
  CHECK(held_socket(accept(second, nullptr, nullptr)) != INVALID_SOCKET);
}

TEST_CASE("connect: a wildcard name becomes the address that the connection uses") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  REQUIRE(bind_to(client, name_at(on.v6 ? "::" : "0.0.0.0", 0)) == 0);
  const std::uint16_t port = local_of(client).port();
  REQUIRE(connect_to(client, door.at) == 0);
  CHECK(local_of(client) == here(on.v6, port));
}

TEST_CASE("connect: destinations that cannot be, on both families") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  CHECK(error_of(connect_to(client, name_at(on.v6 ? "::" : "0.0.0.0", door.at.port()))) == WSAEADDRNOTAVAIL);
  CHECK(error_of(connect_to(client, here(on.v6, 0))) == WSAEADDRNOTAVAIL);
  const socket_name other = here(!on.v6, door.at.port());
  // An IPv4 name is too short for an IPv6 socket before its family is looked at.
  const int wrong_family = error_of(connect_to(client, other));
  if (on.v6) {
    CHECK((wrong_family == WSAEFAULT || wrong_family == WSAEAFNOSUPPORT));
    CHECK(error_of(connect_to(client, name_at("::ffff:127.0.0.1", door.at.port()))) ==
          WSAEADDRNOTAVAIL);  // IPV6_V6ONLY
  } else {
    CHECK(wrong_family == WSAEAFNOSUPPORT);
  }
  CHECK(connect_to(client, door.at) == 0);  // none of it did any harm
}

// ------------------------------------------------------------------------------------------------------------- non-blocking

TEST_CASE("non-blocking connect: WSAEWOULDBLOCK, then writable, no error, and connected") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  REQUIRE(set_nonblocking(client));
  CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  CHECK(wait_for(client, ready_for::writing));
  CHECK_FALSE(is_ready(client, ready_for::exceptions));
  CHECK(pending_error(client) == 0);
  CHECK(error_of(connect_to(client, door.at)) == WSAEISCONN);
  CHECK(is_on(client, on));
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(send_all(client, "x"));
  CHECK(receive_all(server, 1) == "x");
}

TEST_CASE("non-blocking connect: a refusal is an exception and SO_ERROR, not writable, and the socket may try again") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const socket_name nobody = listen_on(on).at;
  held_socket client = tcp_on(on);
  REQUIRE(set_nonblocking(client));
  CHECK(error_of(connect_to(client, nobody)) == WSAEWOULDBLOCK);
  CHECK(wait_for(client, ready_for::exceptions));
  CHECK_FALSE(is_ready(client, ready_for::writing));
  CHECK(pending_error(client) == WSAECONNREFUSED);
  const open_door door = listen_on(on);
  CHECK(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  CHECK(wait_for(client, ready_for::writing));
  CHECK(pending_error(client) == 0);
  CHECK(is_on(client, on));
}

TEST_CASE("non-blocking connect: while it waits, another connect is WSAEALREADY and data is WSAENOTCONN") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  open_door door;
  door.s = tcp_on(on);
  REQUIRE(bind_to(door.s, here(false)) == 0);
  REQUIRE(set_option(door.s, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, BOOL{TRUE}));  // keeps the client waiting
  REQUIRE(listen(door.s, 4) == 0);
  door.at = local_of(door.s);
  held_socket client = tcp_on(on);
  REQUIRE(set_nonblocking(client));
  REQUIRE(error_of(connect_to(client, door.at)) == WSAEWOULDBLOCK);
  CHECK(error_of(connect_to(client, door.at)) == WSAEALREADY);
  CHECK(error_of(send(client, "x", 1, 0)) == WSAENOTCONN);
  char byte;
  CHECK(error_of(recv(client, &byte, 1, 0)) == WSAENOTCONN);
  CHECK_FALSE(wait_for(client, ready_for::writing, briefly));
  CHECK(path_of(client).path == LOOPSOCK_PATH_NONE);
  held_socket server(accept(door.s, nullptr, nullptr));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(wait_for(client, ready_for::writing));
  CHECK(is_on(client, on));
}

TEST_CASE("non-blocking connect: to a full backlog it is refused") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on, 1);
  held_socket first = tcp_on(on), second = tcp_on(on);
  REQUIRE(connect_to(first, door.at) == 0);
  REQUIRE(set_nonblocking(second));
  REQUIRE(error_of(connect_to(second, door.at)) == WSAEWOULDBLOCK);
  CHECK(wait_for(second, ready_for::exceptions));
  CHECK(pending_error(second) == WSAECONNREFUSED);
}

// --------------------------------------------------------------------------------------------------------------- to oneself

TEST_CASE("connect: a socket connected to itself hears what it says, on the ordinary path, marked or not") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  held_socket s = tcp_on(on);
  REQUIRE(bind_to(s, here(on.v6)) == 0);
  const loopsock_counters before = counters();
  REQUIRE(connect_to(s, local_of(s)) == 0);
  CHECK(local_of(s) == peer_of(s));
  const loopsock_path_info info = path_of(s);
  CHECK(info.path == LOOPSOCK_PATH_ORDINARY);
  CHECK(info.reason ==
        static_cast<std::uint32_t>(on.fast ? LOOPSOCK_REASON_SIMULTANEOUS_OPEN : LOOPSOCK_REASON_NOT_REQUESTED));
  if (on.fast) {
    CHECK(counters().ordinary_by_reason[LOOPSOCK_REASON_SIMULTANEOUS_OPEN] ==
          before.ordinary_by_reason[LOOPSOCK_REASON_SIMULTANEOUS_OPEN] + 1);
  }
  CHECK(echoes(s, s));
  const std::string text(20'000, 'm');
  REQUIRE(send_all(s, text));
  CHECK(receive_all(s, text.size()) == text);
  REQUIRE(shutdown(s, SD_SEND) == 0);
  char byte;
  CHECK(recv(s, &byte, 1, 0) == 0);
  const socket_name name = local_of(s);
  s.close();
  held_socket again = tcp_on(on);
  CHECK(bind_to(again, name) == 0);
}

// --------------------------------------------------------------------------------------------------------- other ways to it

TEST_CASE("connect: WSAConnect does the same, and gives no data back") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  char room[8];
  WSABUF callee_data{sizeof room, room};
  REQUIRE(WSAConnect(client, door.at.plain(), door.at.length, nullptr, &callee_data, nullptr, nullptr) == 0);
  CHECK(callee_data.len == 0);
  CHECK(is_on(client, on));
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(echoes(client, server));
}

TEST_CASE("connect: by list, a marked socket takes the fast path to the first address that answers") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  socket_name nobody = listen_on(on).at, somebody = door.at;
  alignas(SOCKET_ADDRESS_LIST) std::byte room[SIZEOF_SOCKET_ADDRESS_LIST(2)] = {};
  auto& list = *reinterpret_cast<SOCKET_ADDRESS_LIST*>(room);
  list.iAddressCount = 2;
  SOCKET_ADDRESS* const addresses = list.Address;
  addresses[0] = {nobody.plain(), nobody.length};
  addresses[1] = {somebody.plain(), somebody.length};
  held_socket client = tcp_on(on);
  socket_name remote;
  DWORD length = sizeof remote.at;
  REQUIRE(WSAConnectByList(client, &list, nullptr, nullptr, &length, remote.plain(), nullptr, nullptr));
  CHECK(remote == door.at);
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(is_on(client, on));
  CHECK(is_on(server, on));
  CHECK(echoes(client, server));
}

TEST_CASE("connect: by name, a marked socket takes the fast path") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = tcp_on(on);
  const std::string port = std::to_string(door.at.port());
  REQUIRE(WSAConnectByNameA(client, on.v6 ? "::1" : "127.0.0.1", port.c_str(), nullptr, nullptr, nullptr, nullptr,
                            nullptr, nullptr));
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(is_on(client, on));
  CHECK(is_on(server, on));
  CHECK(peer_of(client) == door.at);
  CHECK(echoes(client, server));
}

// ---------------------------------------------------------------------------------------------------------------- dual mode

TEST_CASE("dual mode: an IPv6 socket reaches an IPv4 listener, with mapped names, on both paths") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  const open_door door = listen_on(on);
  held_socket client = dual_socket(on.fast);
  REQUIRE(connect_to(client, name_at("::ffff:127.0.0.1", door.at.port())) == 0);
  held_socket server(accept(door.s, nullptr, nullptr));
  CHECK(is_on(client, on));
  CHECK(is_on(server, on));
  CHECK(peer_of(client) == name_at("::ffff:127.0.0.1", door.at.port()));
  CHECK(local_of(client).text() == "::ffff:127.0.0.1");
  CHECK(peer_of(server) == name_at("127.0.0.1", local_of(client).port()));
  CHECK(echoes(client, server));
  CHECK(echoes(server, client));
}

TEST_CASE("dual mode: a listener on :: serves both families, and shows IPv4 callers mapped") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  held_socket door = dual_socket(on.fast);
  REQUIRE(bind_to(door, name_at("::", 0)) == 0);
  REQUIRE(listen(door, 5) == 0);
  held_socket client = tcp_on(on);
  REQUIRE(connect_to(client, here(on.v6, local_of(door).port())) == 0);
  socket_name from;
  held_socket server(accept(door, from.plain(), &from.length));
  REQUIRE(server != INVALID_SOCKET);
  CHECK(is_on(client, on));
  CHECK(is_on(server, on));
  CHECK(from == name_at(on.v6 ? "::1" : "::ffff:127.0.0.1", local_of(client).port()));
  CHECK(local_of(server).text() == (on.v6 ? "::1" : "::ffff:127.0.0.1"));
  CHECK(get_option<DWORD>(server, IPPROTO_IPV6, IPV6_V6ONLY) == 0);
  CHECK(echoes(client, server));
}

TEST_CASE("dual mode: IPV6_V6ONLY, the default, keeps IPv4 out") {
  started winsock;
  const shape on = each_path();
  CAPTURE(on.title());
  held_socket door = tcp_on({on.fast, true});
  REQUIRE(bind_to(door, name_at("::", 0)) == 0);
  REQUIRE(listen(door, 5) == 0);
  held_socket client = tcp_on(on);
  CHECK(error_of(connect_to(client, here(false, local_of(door).port()))) == WSAECONNREFUSED);
}
