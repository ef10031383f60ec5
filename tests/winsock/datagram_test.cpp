// Datagrams through Winsock: UDP over both loopbacks and a raw ICMP echo. The fast path is not for them; they are here
// because programs use them beside it. What the port below does on its own is in tests/stack/datagram_test.cpp.
#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

struct two {
  explicit two(bool v6) : a(udp(v6 ? AF_INET6 : AF_INET)), b(udp(v6 ? AF_INET6 : AF_INET)) {
    for (const SOCKET s : {SOCKET{a}, SOCKET{b}}) {
      bind_to(s, here(v6));
      set_option(s, SOL_SOCKET, SO_RCVTIMEO,
                 static_cast<DWORD>(soon.count()));  // a lost datagram must not hang the test
    }
  }
  held_socket a, b;
};

int send_text(SOCKET s, const std::string& text, const socket_name& to) {
  return sendto(s, text.data(), static_cast<int>(text.size()), 0, to.plain(), to.length);
}

struct letter {
  std::string text;
  socket_name from;
  int error = 0;
};

letter receive_letter(SOCKET s, std::size_t room = 70'000, int flags = 0) {
  letter got;
  got.text.assign(room, '\0');
  const int bytes = recvfrom(s, got.text.data(), static_cast<int>(room), flags, got.from.plain(), &got.from.length);
  got.error = error_of(bytes);
  got.text.resize(bytes == SOCKET_ERROR ? (got.error == WSAEMSGSIZE ? room : 0) : static_cast<std::size_t>(bytes));
  return got;
}

bool each_family() { return GENERATE(false, true); }

std::uint16_t internet_checksum(const std::string& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]) << 8 |
                                      static_cast<unsigned char>(bytes[i + 1]));
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace

TEST_CASE("datagrams: sendto and recvfrom, with the sender's name") {
  started winsock;
  const bool v6 = each_family();
  CAPTURE(v6);
  two ends(v6);
  CHECK(send_text(ends.a, "hello", local_of(ends.b)) == 5);
  CHECK(send_text(ends.a, "again", local_of(ends.b)) == 5);
  const letter first = receive_letter(ends.b);
  CHECK(first.text == "hello");  // one call, one datagram
  CHECK(first.from == local_of(ends.a));
  CHECK(first.from.length == static_cast<int>(v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in)));
  CHECK(receive_letter(ends.b).text == "again");
}

TEST_CASE("datagrams: connected, send and recv need no name, and a stranger's datagram is not heard") {
  started winsock;
  const bool v6 = each_family();
  CAPTURE(v6);
  two ends(v6);
  held_socket stranger = udp(v6 ? AF_INET6 : AF_INET);
  REQUIRE(connect_to(ends.a, local_of(ends.b)) == 0);
  CHECK(peer_of(ends.a) == local_of(ends.b));
  CHECK(send(ends.a, "x", 1, 0) == 1);
  const letter got = receive_letter(ends.b);
  CHECK(got.text == "x");
  REQUIRE(send_text(stranger, "psst", local_of(ends.a)) == 4);
  REQUIRE(send_text(ends.b, "answer", got.from) == 6);
  char room[16];
  CHECK(recv(ends.a, room, sizeof room, 0) == 6);
  CHECK_FALSE(wait_for(ends.a, ready_for::reading, briefly));
  const socket_name nobody = name_at(v6 ? "::" : "0.0.0.0", 0);
  CHECK(connect_to(ends.a, nobody) == 0);  // takes the peer back
  CHECK(error_of(send(ends.a, "x", 1, 0)) == WSAENOTCONN);
}

TEST_CASE("datagrams: an unbound sender gets a port, and may then be answered") {
  started winsock;
  const bool v6 = each_family();
  CAPTURE(v6);
  two ends(v6);
  held_socket fresh = udp(v6 ? AF_INET6 : AF_INET);
  CHECK(receive_letter(fresh).error == WSAEINVAL);  // nothing can come before it has a name
  socket_name none;
  CHECK(error_of(getsockname(fresh, none.plain(), &none.length)) == WSAEINVAL);
  REQUIRE(send_text(fresh, "here", local_of(ends.b)) == 4);
  const letter got = receive_letter(ends.b);
  CHECK(got.from.port() == local_of(fresh).port());
  REQUIRE(send_text(ends.b, "there", got.from) == 5);
  CHECK(receive_letter(fresh).text == "there");
}

TEST_CASE("datagrams: a peek takes nothing") {
  started winsock;
  const bool v6 = each_family();
  two ends(v6);
  REQUIRE(send_text(ends.a, "abc", local_of(ends.b)) == 3);
  CHECK(receive_letter(ends.b, 100, MSG_PEEK).text == "abc");
  CHECK(receive_letter(ends.b, 2, MSG_PEEK).error == WSAEMSGSIZE);
  CHECK(receive_letter(ends.b).text == "abc");
}

TEST_CASE("datagrams: one that does not fit is WSAEMSGSIZE, fills the room, and its rest is lost") {
  started winsock;
  const bool v6 = each_family();
  two ends(v6);
  REQUIRE(send_text(ends.a, "abcdef", local_of(ends.b)) == 6);
  REQUIRE(send_text(ends.a, "next", local_of(ends.b)) == 4);
  const letter cut = receive_letter(ends.b, 4);
  CHECK(cut.error == WSAEMSGSIZE);
  CHECK(cut.text == "abcd");
  CHECK(cut.from == local_of(ends.a));
  CHECK(receive_letter(ends.b).text == "next");
}

TEST_CASE("datagrams: an empty one is one") {
  started winsock;
  const bool v6 = each_family();
  two ends(v6);
  CHECK(sendto(ends.a, nullptr, 0, 0, local_of(ends.b).plain(), local_of(ends.b).length) == 0);
  REQUIRE(wait_for(ends.b, ready_for::reading));
  const letter got = receive_letter(ends.b);
  CHECK(got.error == 0);
  CHECK(got.text.empty());
  CHECK(got.from == local_of(ends.a));
  CHECK_FALSE(is_ready(ends.b, ready_for::reading));
}

TEST_CASE("datagrams: no room at all cuts every datagram but an empty one") {
  started winsock;
  two ends(each_family());
  REQUIRE(send_text(ends.a, "abc", local_of(ends.b)) == 3);
  REQUIRE(send_text(ends.a, "", local_of(ends.b)) == 0);
  CHECK(error_of(recv(ends.b, nullptr, 0, 0)) == WSAEMSGSIZE);
  CHECK(recv(ends.b, nullptr, 0, 0) == 0);
}

TEST_CASE("datagrams: MSG_PARTIAL may be asked for, and is the answer for one that was cut") {
  started winsock;
  two ends(each_family());
  REQUIRE(send_text(ends.a, "abcdef", local_of(ends.b)) == 6);
  REQUIRE(send_text(ends.a, "abc", local_of(ends.b)) == 3);
  char room[4];
  WSABUF into{sizeof room, room};
  DWORD bytes = 0, flags = MSG_PARTIAL | MSG_PEEK;
  CHECK(error_of(WSARecv(ends.b, &into, 1, &bytes, &flags, nullptr, nullptr)) == WSAEMSGSIZE);
  CHECK(flags == static_cast<DWORD>(MSG_PARTIAL));
  CHECK(bytes == 4);
  flags = MSG_PARTIAL;
  CHECK(error_of(WSARecv(ends.b, &into, 1, &bytes, &flags, nullptr, nullptr)) == WSAEMSGSIZE);
  CHECK(flags == static_cast<DWORD>(MSG_PARTIAL));
  flags = MSG_PARTIAL;
  CHECK(WSARecv(ends.b, &into, 1, &bytes, &flags, nullptr, nullptr) == 0);
  CHECK(flags == 0);
  CHECK(bytes == 3);
}

TEST_CASE("datagrams: up to 65507 bytes over IPv4 and 65487 over IPv6, and more is WSAEMSGSIZE") {
  started winsock;
  const bool v6 = each_family();
  CAPTURE(v6);
  two ends(v6);
  // 65535 less the headers of UDP (8) and IPv4 (20) or IPv6 (40). IPv6 itself does not count its header, so 40 bytes more
  // would be allowed; lwIP counts a packet in 16 bits, headers and all.
  const std::size_t most = v6 ? 65'487 : 65'507;
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{1473}, std::size_t{30'000}, most - 1, most}) {
    CAPTURE(bytes);
    std::string text(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i * 13 >> 2);
    CHECK(send_text(ends.a, text, local_of(ends.b)) == static_cast<int>(bytes));
    CHECK((receive_letter(ends.b).text == text));
  }
  CHECK(error_of(send_text(ends.a, std::string(most + 1, 'x'), local_of(ends.b))) == WSAEMSGSIZE);
  CHECK_FALSE(wait_for(ends.b, ready_for::reading, briefly));
}

TEST_CASE("datagrams: gathered and scattered") {
  started winsock;
  two ends(each_family());
  const socket_name to = local_of(ends.b);
  char first[] = "ab", second[] = "cde";
  WSABUF from[] = {{2, first}, {3, second}};
  DWORD bytes = 0;
  REQUIRE(WSASendTo(ends.a, from, 2, &bytes, 0, to.plain(), to.length, nullptr, nullptr) == 0);
  CHECK(bytes == 5);
  char one[1], rest[10];
  WSABUF into[] = {{1, one}, {10, rest}};
  DWORD flags = 0;
  socket_name sender;
  REQUIRE(WSARecvFrom(ends.b, into, 2, &bytes, &flags, sender.plain(), &sender.length, nullptr, nullptr) == 0);
  CHECK(bytes == 5);
  CHECK(one[0] == 'a');
  CHECK(std::string(rest, 4) == "bcde");
  CHECK(sender == local_of(ends.a));
}

TEST_CASE("datagrams: a broadcast needs SO_BROADCAST") {
  started winsock;
  two ends(false);
  const socket_name everybody = name_at("255.255.255.255", 9);
  CHECK(error_of(send_text(ends.a, "x", everybody)) == WSAEACCES);
  REQUIRE(set_option(ends.a, SOL_SOCKET, SO_BROADCAST, BOOL{TRUE}));
  CHECK(error_of(send_text(ends.a, "x", everybody)) != WSAEACCES);
  REQUIRE(set_option(ends.a, SOL_SOCKET, SO_BROADCAST, BOOL{FALSE}));
  CHECK(error_of(send_text(ends.a, "x", everybody)) == WSAEACCES);
}

TEST_CASE("datagrams: nobody at the other port is WSAECONNRESET, once, connected or not") {
  started winsock;
  const bool v6 = each_family();
  const bool connected = GENERATE(false, true);
  CAPTURE(v6, connected);
  two ends(v6);
  const socket_name gone = local_of(ends.b);
  ends.b.close();
  if (connected) {
    REQUIRE(connect_to(ends.a, gone) == 0);
    REQUIRE(send(ends.a, "x", 1, 0) == 1);
  } else {
    REQUIRE(send_text(ends.a, "x", gone) == 1);
  }
  REQUIRE(wait_for(ends.a, ready_for::reading));
  CHECK(receive_letter(ends.a).error == WSAECONNRESET);
  REQUIRE(set_nonblocking(ends.a));
  CHECK(receive_letter(ends.a).error == WSAEWOULDBLOCK);
}

TEST_CASE("datagrams: the report of an unreachable port costs no datagram, and a peek takes it") {
  started winsock;
  two ends(each_family());
  const socket_name gone = local_of(ends.b);
  held_socket c = udp(static_cast<int>(gone.at.ss_family));
  REQUIRE(send_text(c, "waiting", local_of(ends.a)) == 7);
  ends.b.close();
  REQUIRE(send_text(ends.a, "x", gone) == 1);
  CHECK(receive_letter(ends.a, 100, MSG_PEEK).error == WSAECONNRESET);
  CHECK(receive_letter(ends.a).text == "waiting");
}

TEST_CASE("datagrams: non-blocking, with a time-out, and how much is there") {
  started winsock;
  two ends(each_family());
  REQUIRE(set_option(ends.b, SOL_SOCKET, SO_RCVTIMEO, DWORD{60}));
  CHECK(receive_letter(ends.b).error == WSAETIMEDOUT);
  REQUIRE(set_nonblocking(ends.b));
  CHECK(receive_letter(ends.b).error == WSAEWOULDBLOCK);
  CHECK_FALSE(is_ready(ends.b, ready_for::reading));
  CHECK(is_ready(ends.b, ready_for::writing));
  REQUIRE(send_text(ends.a, "abc", local_of(ends.b)) == 3);
  REQUIRE(wait_for(ends.b, ready_for::reading));
  CHECK(unread(ends.b) >= 3);
  CHECK(receive_letter(ends.b).text == "abc");
  CHECK(unread(ends.b) == 0);
}

TEST_CASE("datagrams: a blocked recvfrom is woken by a datagram") {
  started winsock;
  two ends(each_family());
  letter got;
  std::thread reader([&] { got = receive_letter(ends.b); });
  std::this_thread::sleep_for(till_blocked);
  CHECK(send_text(ends.a, "wake", local_of(ends.b)) == 4);
  reader.join();
  CHECK(got.text == "wake");
}

TEST_CASE("datagrams: dual mode hears IPv4, mapped, and answers it") {
  started winsock;
  held_socket both = udp(AF_INET6);
  REQUIRE(set_option(both, IPPROTO_IPV6, IPV6_V6ONLY, DWORD{0}));
  REQUIRE(bind_to(both, name_at("::", 0)) == 0);
  held_socket four = udp();
  REQUIRE(bind_to(four, here(false)) == 0);
  REQUIRE(send_text(four, "four", here(false, local_of(both).port())) == 4);
  const letter got = receive_letter(both);
  CHECK(got.text == "four");
  CHECK(got.from == name_at("::ffff:127.0.0.1", local_of(four).port()));
  REQUIRE(send_text(both, "back", got.from) == 4);
  CHECK(receive_letter(four).text == "back");
}

TEST_CASE("datagrams: several threads send to one receiver, and every datagram is whole") {
  started winsock;
  two ends(false);
  const socket_name to = local_of(ends.b);
  constexpr int each = 200, senders = 3;
  std::atomic<bool> go_on{true};
  std::vector<std::thread> threads;
  for (int t = 0; t < senders; ++t) {
    threads.emplace_back([&, t] {
      const std::string text(200, static_cast<char>('a' + t));
      for (int i = 0; i < each && go_on; ++i) send_text(ends.a, text, to);
    });
  }
  int whole = 0, seen = 0;
  REQUIRE(set_option(ends.b, SOL_SOCKET, SO_RCVTIMEO, DWORD{500}));
  for (; seen < each * senders; ++seen) {
    const letter got = receive_letter(ends.b, 1000);
    if (got.error != 0) break;  // what a full buffer drops is lost, as UDP does
    if (got.text == std::string(200, got.text[0])) ++whole;
  }
  go_on = false;
  for (std::thread& one : threads) one.join();
  CHECK(seen > 0);
  CHECK(whole == seen);
}

TEST_CASE("datagrams: the fast path is not for them") {
  started winsock;
  const int family = GENERATE(AF_INET, AF_INET6);
  held_socket datagrams = udp(family);
  held_socket raw(
      socket(family, SOCK_RAW, family == AF_INET ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6)));
  REQUIRE(raw != INVALID_SOCKET);
  for (const SOCKET s : {SOCKET{datagrams}, SOCKET{raw}}) {
    CHECK_FALSE(mark(s));
    CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
    CHECK_FALSE(mark(s, false));
    CHECK(WSAGetLastError() == WSAEOPNOTSUPP);
    loopsock_path_info info{};
    info.size = sizeof info;
    CHECK(error_of(loopsock_query_path(s, &info)) == WSAEOPNOTSUPP);
  }
}

TEST_CASE("raw: an ICMP echo to 127.0.0.1 is answered, to a socket that only ever sent") {
  started winsock;
  held_socket ping(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
  REQUIRE(ping != INVALID_SOCKET);
  std::string request(
      "\x08\0\0\0\x12\x34\0\x01"
      "payload!",
      16);  // type, code, checksum, identifier, number
  const auto send_request = [&](char number) {
    request[7] = number;
    request[2] = request[3] = 0;
    const std::uint16_t sum = internet_checksum(request);
    request[2] = static_cast<char>(sum >> 8);
    request[3] = static_cast<char>(sum & 0xff);
    REQUIRE(send_text(ping, request, name_at("127.0.0.1", 0)) == 16);
  };
  REQUIRE(set_option(ping, SOL_SOCKET, SO_RCVTIMEO, DWORD{2000}));
  send_request(1);
  CHECK(receive_letter(ping, 20 + 15).error == WSAEMSGSIZE);
  // The answer alone is heard, not the request that came to this machine as well (Wine's test_icmp, as on Windows).
  send_request(2);
  const letter got = receive_letter(ping);
  REQUIRE(got.error == 0);
  REQUIRE(got.text.size() == 20 + 16);  // with the IP header
  CHECK(got.from.text() == "127.0.0.1");
  CHECK(got.text[0] == 0x45);
  CHECK(got.text[20] == 0);  // echo reply
  CHECK(got.text.substr(24) == request.substr(4));
  CHECK(internet_checksum(got.text.substr(20)) == 0);
  CHECK_FALSE(is_ready(ping, ready_for::reading));
}
