// WSAJoinLeaf on datagram sockets: what the flags do, what comes back, what is refused.
#include <mswsock.h>

#include <string>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

held_socket leaf(int family = AF_INET) {
  return held_socket(WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0,
                                WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF));
}

SOCKET join(SOCKET s, const socket_name& group, DWORD flags) {
  return WSAJoinLeaf(s, group.plain(), group.length, nullptr, nullptr, nullptr, nullptr, flags);
}
int refusal(SOCKET answer) { return answer == INVALID_SOCKET ? WSAGetLastError() : 0; }

const char* group_of(bool v6) { return v6 ? "ff0e::db8:7" : "233.252.0.7"; }  // documentation only

}  // namespace

TEST_CASE("join leaf: a receiver hears the group, and the socket that comes back is its own") {
  const started winsock;
  const bool v6 = GENERATE(false, true);
  const held_socket s = leaf(v6 ? AF_INET6 : AF_INET), sender = udp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(bind_to(s, name_at(v6 ? "::" : "0.0.0.0", 0)) == 0);
  REQUIRE(bind_to(sender, here(v6)) == 0);
  const socket_name group = name_at(group_of(v6), local_of(s).port());
  CHECK(join(s, group, GENERATE(JL_RECEIVER_ONLY, JL_BOTH)) == s);
  CHECK(send_byte_to(sender, group) == 1);
  CHECK(wait_for(s, ready_for::reading));
  CHECK(refusal(join(s, group, JL_BOTH)) == WSAEISCONN);  // it is in already
}

TEST_CASE("join leaf: a sender is bound and no member; a socket without a name gets one") {
  const started winsock;
  const held_socket s = leaf(), sender = udp();
  char data[4] = "";
  WSABUF callee{sizeof data, data};
  const socket_name somewhere = name_at(group_of(false), 9);
  REQUIRE(WSAJoinLeaf(s, somewhere.plain(), somewhere.length, nullptr, &callee, nullptr, nullptr, JL_SENDER_ONLY) == s);
  CHECK(callee.len == 0);
  const std::uint16_t port = local_of(s).port();
  CHECK(port != 0);
  REQUIRE(bind_to(sender, here(false)) == 0);
  CHECK(send_byte_to(sender, name_at(group_of(false), port)) == 1);
  CHECK(send_byte_to(sender, name_at("127.0.0.1", port)) == 1);
  REQUIRE(wait_for(s, ready_for::reading));
  CHECK(unread(s) == 1);  // the one to itself alone
  CHECK(join(s, name_at(group_of(false), port), JL_RECEIVER_ONLY) == s);
}

TEST_CASE("join leaf: what is no leaf, no group or no flag is refused") {
  const started winsock;
  const socket_name group = name_at(group_of(false), 9);
  const held_socket s = leaf();
  CHECK(refusal(join(INVALID_SOCKET, group, JL_BOTH)) == WSAENOTSOCK);
  CHECK(refusal(join(udp(), group, JL_BOTH)) == WSAEINVAL);
  CHECK(refusal(join(tcp(), group, JL_BOTH)) == WSAEINVAL);
  CHECK(refusal(join(s, group, 0)) == WSAEINVAL);
  CHECK(refusal(join(s, group, 8)) == WSAEINVAL);
  CHECK(refusal(join(s, name_at("127.0.0.1", 9), JL_BOTH)) == WSAEADDRNOTAVAIL);
  CHECK(refusal(join(s, name_at(group_of(true), 9), JL_BOTH)) == WSAEAFNOSUPPORT);
  CHECK(refusal(WSAJoinLeaf(s, nullptr, 16, nullptr, nullptr, nullptr, nullptr, JL_BOTH)) == WSAEFAULT);
  CHECK(refusal(WSAJoinLeaf(s, group.plain(), 3, nullptr, nullptr, nullptr, nullptr, JL_BOTH)) == WSAEFAULT);
  char word[] = "hello";
  WSABUF caller{5, word};
  CHECK(refusal(WSAJoinLeaf(s, group.plain(), group.length, &caller, nullptr, nullptr, nullptr, JL_BOTH)) ==
        WSAEPROTONOSUPPORT);
}

TEST_CASE("receive ex: a datagram that did not fit is told of by a flag") {
  const started winsock;
  const held_socket s = udp(), sender = udp();
  const sockaddr_in name = bind_somewhere(s);
  const auto* const to = reinterpret_cast<const sockaddr*>(&name);
  REQUIRE(sendto(sender, "long text", 9, 0, to, sizeof name) == 9);
  REQUIRE(sendto(sender, "short", 5, 0, to, sizeof name) == 5);
  char room[6] = "";
  int flags = MSG_PEEK;
  CHECK(WSARecvEx(s, room, 6, &flags) == 6);
  CHECK(flags == MSG_PARTIAL);
  flags = 0;
  CHECK(WSARecvEx(s, room, 6, &flags) == 6);
  CHECK(flags == MSG_PARTIAL);
  CHECK(std::string(room, 6) == "long t");
  flags = 0;
  CHECK(WSARecvEx(s, room, 6, &flags) == 5);
  CHECK(flags == 0);
  CHECK(error_of(WSARecvEx(s, room, 6, nullptr)) == WSAEFAULT);
  CHECK(error_of(WSARecvEx(s, room, -1, &flags)) == WSAEINVAL);
  set_nonblocking(s);
  CHECK(error_of(WSARecvEx(s, room, 6, &flags)) == WSAEWOULDBLOCK);
  CHECK(error_of(WSARecvEx(INVALID_SOCKET, room, 6, &flags)) == WSAENOTSOCK);
}
