// Network events of UDP sockets.
#include <mswsock.h>

#include "tests/events/support.hpp"

using namespace events_test;

namespace {

struct watched_udp {
  held_event event;
  held_socket s, sender;
  socket_name at;

  explicit watched_udp(bool v6, LONG events = usual)
      : s(udp(v6 ? AF_INET6 : AF_INET)), sender(udp(v6 ? AF_INET6 : AF_INET)) {
    bind_to(s, here(v6));
    at = local_of(s);
    selects(s, event, events);
    take(s, event, milliseconds{0});
  }
  LONG told() const { return events_test::told(s, event); }
  bool nothing() const { return events_test::nothing(s, event); }
  bool send(int bytes = 4) const { return sendto(sender, "data", bytes, 0, at.plain(), at.length) == bytes; }
};

}  // namespace

TEST_CASE("UDP events: FD_WRITE once the socket is bound, by itself or by its first send, and once") {
  started winsock;
  const bool v6 = GENERATE(false, true);
  const held_event event;
  const held_socket bound = udp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(selects(bound, event));
  CHECK(nothing(bound, event));
  REQUIRE(bind_to(bound, here(v6)) == 0);
  CHECK(told(bound, event) == FD_WRITE);
  CHECK(nothing(bound, event));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(selects(bound, event));
    CHECK(nothing(bound, event));
  }

  REQUIRE(deselects(bound));
  const held_socket sender = udp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(selects(sender, event));
  CHECK(nothing(sender, event));
  REQUIRE(send_byte_to(sender, local_of(bound)) == 1);
  CHECK(told(sender, event) == FD_WRITE);
  REQUIRE(send_byte_to(sender, local_of(bound)) == 1);
  CHECK(nothing(sender, event));
}

TEST_CASE("UDP events: bound before the selection, it is told FD_WRITE by that") {
  started winsock;
  const held_event event;
  const held_socket s = udp();
  REQUIRE(bind_to(s, here(false)) == 0);
  REQUIRE(selects(s, event, FD_READ | FD_WRITE));
  CHECK(told(s, event) == FD_WRITE);
}

TEST_CASE("UDP events: a connect is told at once, each time, and binds") {
  started winsock;
  const held_event event;
  const held_socket s = udp(), peer = udp();
  REQUIRE(bind_to(peer, here(false)) == 0);
  REQUIRE(selects(s, event));
  REQUIRE(connect_to(s, local_of(peer)) == 0);
  CHECK(told(s, event) == (FD_CONNECT | FD_WRITE));
  CHECK(nothing(s, event));
  REQUIRE(send_byte_to(peer, local_of(s)) == 1);
  CHECK(told(s, event) == FD_READ);
  REQUIRE(connect_to(s, local_of(peer)) == 0);
  CHECK(told(s, event) == FD_CONNECT);  // the datagram was told
}

TEST_CASE("UDP events: FD_READ for each datagram, an empty one too, and again while one is left") {
  started winsock;
  const bool v6 = GENERATE(false, true);
  const watched_udp udp(v6);
  REQUIRE(udp.send());
  CHECK(udp.told() == FD_READ);
  CHECK(udp.nothing());
  REQUIRE(udp.send(0));
  CHECK(udp.told() == FD_READ);
  CHECK(udp.nothing());
  char bytes[8];
  CHECK(recv(udp.s, bytes, sizeof bytes, 0) == 4);
  CHECK(udp.told() == FD_READ);  // the empty one
  CHECK(recvfrom(udp.s, bytes, sizeof bytes, 0, nullptr, nullptr) == 0);
  CHECK(udp.nothing());
  CHECK(error_of(recv(udp.s, bytes, sizeof bytes, 0)) == WSAEWOULDBLOCK);
  CHECK(udp.nothing());
}

TEST_CASE("UDP events: a datagram that is cut, and one that is read as a message, re-enable FD_READ") {
  started winsock;
  const watched_udp udp(false);
  for (int i = 0; i < 3; ++i) REQUIRE(udp.send());
  CHECK(udp.told() == FD_READ);
  char bytes[2];
  CHECK(error_of(recv(udp.s, bytes, sizeof bytes, 0)) == WSAEMSGSIZE);
  CHECK(udp.told() == FD_READ);

  GUID wanted = WSAID_WSARECVMSG;
  LPFN_WSARECVMSG receive = nullptr;
  DWORD count = 0;
  if (WSAIoctl(udp.s, SIO_GET_EXTENSION_FUNCTION_POINTER, &wanted, sizeof wanted, &receive, sizeof receive, &count,
               nullptr, nullptr) != 0)
    return;  // the function is not there yet
  char text[8];
  WSABUF buffer{sizeof text, text};
  WSAMSG message{};
  message.lpBuffers = &buffer;
  message.dwBufferCount = 1;
  CHECK(receive(udp.s, &message, &count, nullptr, nullptr) == 0);
  CHECK(udp.told() == FD_READ);
}

TEST_CASE("UDP events: what came before the selection is told by it, what was read is not") {
  started winsock;
  const watched_udp udp(false, 0);
  REQUIRE(udp.send());
  REQUIRE(selects(udp.s, udp.event));
  CHECK((udp.told() & FD_READ) != 0);
  REQUIRE(deselects(udp.s));
  REQUIRE(udp.send());
  char bytes[8];
  REQUIRE(recv(udp.s, bytes, sizeof bytes, 0) == 4);
  REQUIRE(recv(udp.s, bytes, sizeof bytes, 0) == 4);
  REQUIRE(selects(udp.s, udp.event));
  CHECK(udp.nothing());
}

TEST_CASE("UDP events: a report that nobody listens is FD_READ, and the receive tells it") {
  started winsock;
  held_socket gone = udp();
  REQUIRE(bind_to(gone, here(false)) == 0);
  const socket_name nobody = local_of(gone);
  gone.close();
  const watched_udp udp(false);
  REQUIRE(send_byte_to(udp.s, nobody) == 1);
  CHECK(udp.told() == FD_READ);
  char byte;
  CHECK(error_of(recv(udp.s, &byte, 1, 0)) == WSAECONNRESET);
  CHECK(udp.nothing());
}

TEST_CASE("UDP events: a connect to port 0 is one too, and only sending fails") {
  started winsock;
  const bool v6 = GENERATE(false, true);
  const held_event event;
  const held_socket s = udp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(selects(s, event));
  REQUIRE(connect_to(s, here(v6, 0)) == 0);
  CHECK(told(s, event) == (FD_CONNECT | FD_WRITE));
  CHECK(error_of(send(s, "x", 1, 0)) == WSAEADDRNOTAVAIL);
}
