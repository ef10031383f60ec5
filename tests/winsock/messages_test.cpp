// Messages: WSARecvMsg and WSASendMsg, and the options that ask what is told with a datagram. What the ports below know of one is in
// tests/stack/datagram_label_test.cpp. Answers for which there is no page are those of Wine's tests of Windows.
#include <mswsock.h>

#include <array>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

constexpr int untouched = 4711;

template <class Function>
Function extension(SOCKET s, GUID id) {
  Function found = nullptr;
  DWORD bytes = 0;
  WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &found, sizeof found, &bytes, nullptr, nullptr);
  return found;
}
LPFN_WSARECVMSG receive_function(SOCKET s) { return extension<LPFN_WSARECVMSG>(s, WSAID_WSARECVMSG); }

/// A WSAMSG with room for everything, of which a test takes away what it likes.
struct message {
  message() { clear(); }
  message(const message&) = delete;
  message& operator=(const message&) = delete;
  void clear() {
    text.assign(64, '\0');
    piece = {static_cast<ULONG>(text.size()), text.data()};
    control.fill(0x55);
    raw = {};
    raw.name = from.plain();
    raw.namelen = from.length = sizeof from.at;
    raw.lpBuffers = &piece;
    raw.dwBufferCount = 1;
    raw.Control = {static_cast<ULONG>(control.size()), control.data()};
  }
  /// 0 or the error.
  int receive(SOCKET s) {
    WSASetLastError(untouched);
    const int error = error_of(receive_function(s)(s, &raw, &bytes, nullptr, nullptr));
    from.length = raw.namelen;
    return error;
  }
  std::string received() const { return text.substr(0, bytes); }

  /// The control message of that type, or nothing.
  template <class Data>
  const Data* find(int level, int type) const {
    WSAMSG look = raw;
    for (WSACMSGHDR* at = WSA_CMSG_FIRSTHDR(&look); at != nullptr; at = WSA_CMSG_NXTHDR(&look, at)) {
      if (at->cmsg_level == level && at->cmsg_type == type && at->cmsg_len == WSA_CMSG_LEN(sizeof(Data)))
        return reinterpret_cast<const Data*>(WSA_CMSG_DATA(at));
    }
    return nullptr;
  }
  int number(int level, int type) const {
    const INT* data = find<INT>(level, type);
    return data == nullptr ? untouched : *data;
  }
  int controls() const {
    WSAMSG look = raw;
    int count = 0;
    for (WSACMSGHDR* at = WSA_CMSG_FIRSTHDR(&look); at != nullptr; at = WSA_CMSG_NXTHDR(&look, at)) ++count;
    return count;
  }
  template <class Data>
  void add(int level, int type, const Data& data) {
    WSACMSGHDR header{};
    header.cmsg_len = WSA_CMSG_LEN(sizeof data);
    header.cmsg_level = level;
    header.cmsg_type = type;
    std::memcpy(control.data() + used, &header, sizeof header);
    std::memcpy(control.data() + used + WSA_CMSG_LEN(0), &data, sizeof data);
    used += WSA_CMSG_SPACE(sizeof data);
    raw.Control.len = static_cast<ULONG>(used);
  }

  WSAMSG raw{};
  socket_name from;
  std::string text;
  WSABUF piece{};
  alignas(16) std::array<char, 256> control{};
  std::size_t used = 0;
  DWORD bytes = 0;
};

/// Two bound sockets of one family.
struct two {
  explicit two(bool v6) : a(udp(v6 ? AF_INET6 : AF_INET)), b(udp(v6 ? AF_INET6 : AF_INET)) {
    for (const SOCKET s : {SOCKET{a}, SOCKET{b}}) {
      bind_to(s, here(v6));
      set_option(s, SOL_SOCKET, SO_RCVTIMEO,
                 static_cast<DWORD>(soon.count()));  // a lost datagram must not hang the test
    }
  }
  int tell_b(const std::string& text = "hello") {
    const socket_name to = local_of(b);
    return sendto(a, text.data(), static_cast<int>(text.size()), 0, to.plain(), to.length);
  }
  held_socket a, b;
};

/// Sends "hello" from `s` with what `out` has for control messages. 0 or the error.
int send_message(SOCKET s, const socket_name& to, message& out, DWORD flags = 0) {
  static char hello[] = "hello";
  WSABUF piece{5, hello};
  if (out.used == 0) out.raw.Control = {0, nullptr};
  out.raw.name = const_cast<sockaddr*>(to.plain());
  out.raw.namelen = to.length;
  out.raw.lpBuffers = &piece;
  WSASetLastError(untouched);
  const int error = error_of(WSASendMsg(s, &out.raw, flags, &out.bytes, nullptr, nullptr));
  out.raw.lpBuffers = &out.piece;
  return error;
}

bool ask(SOCKET s, int level, int option, DWORD on = 1) { return set_option(s, level, option, on); }
int level_of(bool v6) { return v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP); }
bool each_family() { return GENERATE(false, true); }

}  // namespace

TEST_CASE("messages: both functions are found by their GUIDs, and the one that Windows exports is the same by name") {
  started winsock;
  held_socket s = udp();
  CHECK(receive_function(s) != nullptr);
  CHECK(extension<LPFN_WSASENDMSG>(s, WSAID_WSASENDMSG) == &WSASendMsg);
}

TEST_CASE("messages: before WSAStartup both are WSANOTINITIALISED") {
  LPFN_WSARECVMSG receive = nullptr;
  {
    started winsock;
    receive = receive_function(held_socket(udp()));
  }
  message one;
  CHECK(error_of(receive(4, &one.raw, &one.bytes, nullptr, nullptr)) == WSANOTINITIALISED);
  CHECK(error_of(WSASendMsg(4, &one.raw, 0, &one.bytes, nullptr, nullptr)) == WSANOTINITIALISED);
}

TEST_CASE("messages: a datagram with its sender, and nothing else while nobody asks") {
  started winsock;
  two ends(each_family());
  REQUIRE(ends.tell_b() == 5);
  message got;
  CHECK(got.receive(ends.b) == 0);
  CHECK(WSAGetLastError() == 0);
  CHECK(got.received() == "hello");
  CHECK(got.from == local_of(ends.a));
  CHECK(got.raw.Control.len == 0);
  CHECK(got.raw.dwFlags == 0);

  SECTION("neither a name nor control messages need room then") {
    REQUIRE(ends.tell_b() == 5);
    got.clear();
    got.raw.name = nullptr;
    got.raw.namelen = 0;
    got.raw.Control = {0, nullptr};
    CHECK(got.receive(ends.b) == 0);
    CHECK(got.received() == "hello");
  }
}

TEST_CASE("messages: where it was sent to, and over which interface") {
  started winsock;
  const bool v6 = each_family();
  two ends(v6);
  REQUIRE(ask(ends.b, level_of(v6), v6 ? IPV6_PKTINFO : IP_PKTINFO));
  REQUIRE(ends.tell_b() == 5);
  message got;
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.controls() == 1);
  if (v6) {
    CHECK(got.raw.Control.len == WSA_CMSG_SPACE(sizeof(IN6_PKTINFO)));
    const auto* info = got.find<IN6_PKTINFO>(IPPROTO_IPV6, IPV6_PKTINFO);
    REQUIRE(info != nullptr);
    CHECK(IN6_IS_ADDR_LOOPBACK(&info->ipi6_addr));
    CHECK(info->ipi6_ifindex == 1);
  } else {
    CHECK(got.raw.Control.len == WSA_CMSG_SPACE(sizeof(IN_PKTINFO)));
    const auto* info = got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO);
    REQUIRE(info != nullptr);
    CHECK(info->ipi_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(info->ipi_ifindex == 1);
  }
}

TEST_CASE("messages: everything that can be asked for, at once, until it is taken back") {
  started winsock;
  const bool v6 = each_family();
  two ends(v6);
  const int level = level_of(v6);
  // At both levels these have the same numbers, but for the traffic class; see ws2ipdef.h.
  const std::vector<int> options = {IP_PKTINFO, IP_PKTINFO_EX, IP_RECVDSTADDR,         IP_RECVIF,
                                    IP_RECVTTL, IP_RECVTOS,    IP_ORIGINAL_ARRIVAL_IF, IP_ECN};
  for (const int option : options) REQUIRE(ask(ends.b, level, option));
  REQUIRE(set_option(ends.a, level, v6 ? IPV6_UNICAST_HOPS : IP_TTL, DWORD{33}));
  REQUIRE(set_option(ends.a, level, v6 ? IPV6_TCLASS : IP_TOS, DWORD{0x2a}));
  REQUIRE(ends.tell_b() == 5);
  message got;
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.controls() == static_cast<int>(options.size()));
  CHECK(got.number(level, v6 ? IPV6_HOPLIMIT : IP_TTL) == 33);
  CHECK(got.number(level, v6 ? IPV6_TCLASS : IP_TOS) == 0x2a);
  CHECK(got.number(level, v6 ? IPV6_ECN : IP_ECN) == 2);
  CHECK(got.number(level, IP_RECVIF) == 1);
  CHECK(got.number(level, IP_ORIGINAL_ARRIVAL_IF) == 1);
  if (v6) {
    REQUIRE(got.find<IN6_ADDR>(level, IPV6_RECVDSTADDR) != nullptr);
    CHECK(IN6_IS_ADDR_LOOPBACK(got.find<IN6_ADDR>(level, IPV6_RECVDSTADDR)));
    CHECK(got.find<IN6_PKTINFO_EX>(level, IPV6_PKTINFO_EX) != nullptr);
  } else {
    REQUIRE(got.find<IN_ADDR>(level, IP_RECVDSTADDR) != nullptr);
    CHECK(got.find<IN_ADDR>(level, IP_RECVDSTADDR)->s_addr == htonl(INADDR_LOOPBACK));
    CHECK(got.find<IN_PKTINFO_EX>(level, IP_PKTINFO_EX) != nullptr);
  }
  for (const int option : options) REQUIRE(ask(ends.b, level, option, 0));
  REQUIRE(ends.tell_b() == 5);
  got.clear();
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.raw.Control.len == 0);
}

TEST_CASE("messages: on a dual-mode socket each version is asked for at its own level, and told there") {
  started winsock;
  held_socket both = udp(AF_INET6), four = udp(), six = udp(AF_INET6);
  REQUIRE(set_option(both, IPPROTO_IPV6, IPV6_V6ONLY, DWORD{0}));
  REQUIRE(bind_to(both, name_at("::", 0)) == 0);
  REQUIRE(bind_to(four, here(false)) == 0);
  REQUIRE(bind_to(six, here(true)) == 0);
  const std::uint16_t port = local_of(both).port();
  REQUIRE(ask(both, IPPROTO_IPV6, IPV6_PKTINFO));
  REQUIRE(send_byte_to(four, here(false, port)) == 1);
  message got;
  REQUIRE(got.receive(both) == 0);
  CHECK(got.from == name_at("::ffff:127.0.0.1", local_of(four).port()));
  CHECK(got.controls() == 0);
  REQUIRE(send_byte_to(six, here(true, port)) == 1);
  got.clear();
  REQUIRE(got.receive(both) == 0);
  CHECK(got.find<IN6_PKTINFO>(IPPROTO_IPV6, IPV6_PKTINFO) != nullptr);

  REQUIRE(ask(both, IPPROTO_IP, IP_PKTINFO));
  REQUIRE(send_byte_to(four, here(false, port)) == 1);
  got.clear();
  REQUIRE(got.receive(both) == 0);
  CHECK(got.controls() == 1);
  REQUIRE(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO) != nullptr);
  CHECK(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO)->ipi_addr.s_addr == htonl(INADDR_LOOPBACK));
}

TEST_CASE("messages: too little room for control messages is WSAEMSGSIZE and MSG_CTRUNC, and the bytes are there") {
  started winsock;
  two ends(false);
  REQUIRE(ask(ends.b, IPPROTO_IP, IP_PKTINFO));
  REQUIRE(ask(ends.b, IPPROTO_IP, IP_RECVTTL));
  REQUIRE(ends.tell_b("one") == 3);
  REQUIRE(ends.tell_b("two") == 3);
  message got;
  SECTION("none at all") {
    got.raw.Control.len = GENERATE(0, 1, 16, 23);
    if (got.raw.Control.len == 0) got.raw.Control.buf = nullptr;
    CHECK(got.receive(ends.b) == WSAEMSGSIZE);
    CHECK(got.raw.Control.len == 0);
    CHECK(got.control[0] == 0x55);
  }
  SECTION("for the first alone, which is whole") {
    const auto room = static_cast<ULONG>(WSA_CMSG_SPACE(sizeof(IN_PKTINFO)));
    got.raw.Control.len = room + GENERATE(0u, 1u, 19u);
    CHECK(got.receive(ends.b) == WSAEMSGSIZE);
    CHECK(got.raw.Control.len == room);
    CHECK(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO) != nullptr);
    CHECK(got.control[room] == 0x55);
  }
  CHECK(got.raw.dwFlags == MSG_CTRUNC);
  CHECK(got.received() == "one");
  CHECK(got.from == local_of(ends.a));
  got.clear();
  CHECK(got.receive(ends.b) == 0);
  CHECK(got.received() == "two");
}

TEST_CASE("messages: the padding behind the last control message need not have room") {
  started winsock;
  two ends(false);
  REQUIRE(ask(ends.b, IPPROTO_IP, IP_RECVTTL));
  REQUIRE(ends.tell_b() == 5);
  message got;
  got.raw.Control.len = WSA_CMSG_LEN(sizeof(INT));
  CHECK(got.receive(ends.b) == 0);
  CHECK(got.raw.Control.len == WSA_CMSG_LEN(sizeof(INT)));
  CHECK(got.number(IPPROTO_IP, IP_TTL) == 128);
  CHECK(got.control[got.raw.Control.len] == 0x55);
}

TEST_CASE("messages: a datagram that does not fit is WSAEMSGSIZE and MSG_TRUNC, and its control messages are there") {
  started winsock;
  two ends(false);
  REQUIRE(ask(ends.b, IPPROTO_IP, IP_RECVTTL));
  REQUIRE(ends.tell_b("abcdef") == 6);
  REQUIRE(ends.tell_b("next") == 4);
  message got;
  got.piece.len = 3;
  CHECK(got.receive(ends.b) == WSAEMSGSIZE);
  CHECK(got.raw.dwFlags == MSG_TRUNC);
  CHECK(got.received() == "abc");
  CHECK(got.from == local_of(ends.a));
  CHECK(got.number(IPPROTO_IP, IP_TTL) == 128);
  got.clear();
  CHECK(got.receive(ends.b) == 0);
  CHECK(got.received() == "next");

  SECTION("both cut") {
    REQUIRE(ends.tell_b("abcdef") == 6);
    got.clear();
    got.piece.len = 3;
    got.raw.Control.len = 4;
    CHECK(got.receive(ends.b) == WSAEMSGSIZE);
    CHECK(got.raw.dwFlags == (MSG_TRUNC | MSG_CTRUNC));
  }
}

TEST_CASE("messages: a peek tells everything and takes nothing") {
  started winsock;
  two ends(each_family());
  REQUIRE(ends.tell_b() == 5);
  message got;
  got.raw.dwFlags = MSG_PEEK;
  CHECK(got.receive(ends.b) == 0);
  CHECK(got.received() == "hello");
  CHECK(got.raw.dwFlags == 0);
  got.clear();
  CHECK(got.receive(ends.b) == 0);
  CHECK(got.received() == "hello");
  CHECK_FALSE(is_ready(ends.b, ready_for::reading));
}

TEST_CASE("messages: one sent to a group says so, and one sent to everybody") {
  started winsock;
  held_socket a = udp(), b = udp();
  REQUIRE(bind_to(b, name_at("0.0.0.0", 0)) == 0);
  const std::uint16_t port = local_of(b).port();
  REQUIRE(ask(b, IPPROTO_IP, IP_PKTINFO));
  message got;
  SECTION("group") {
    ip_mreq group{};
    inet_pton(AF_INET, "239.1.2.3", &group.imr_multiaddr);
    REQUIRE(set_option(b, IPPROTO_IP, IP_ADD_MEMBERSHIP, group));
    REQUIRE(send_byte_to(a, name_at("239.1.2.3", port)) == 1);
    REQUIRE(got.receive(b) == 0);
    CHECK(got.raw.dwFlags == MSG_MCAST);
    REQUIRE(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO) != nullptr);
    CHECK(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO)->ipi_addr.s_addr == group.imr_multiaddr.s_addr);
    // Whether it hears this machine's own is the receiver's to say, on Windows.
    REQUIRE(set_option(a, IPPROTO_IP, IP_MULTICAST_LOOP, DWORD{0}));
    REQUIRE(send_byte_to(a, name_at("239.1.2.3", port)) == 1);
    got.clear();
    REQUIRE(got.receive(b) == 0);
    REQUIRE(set_option(b, IPPROTO_IP, IP_MULTICAST_LOOP, DWORD{0}));
    REQUIRE(send_byte_to(a, name_at("239.1.2.3", port)) == 1);
  }
  SECTION("everybody") {
    REQUIRE(set_option(a, SOL_SOCKET, SO_BROADCAST, BOOL{TRUE}));
    REQUIRE(send_byte_to(a, name_at("255.255.255.255", port)) == 1);
    REQUIRE(got.receive(b) == 0);
    CHECK(got.raw.dwFlags == MSG_BCAST);
    REQUIRE(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO) != nullptr);
    CHECK(got.find<IN_PKTINFO>(IPPROTO_IP, IP_PKTINFO)->ipi_addr.s_addr == INADDR_BROADCAST);
    REQUIRE(set_option(b, IPPROTO_IP, IP_RECEIVE_BROADCAST, DWORD{0}));
    REQUIRE(send_byte_to(a, name_at("255.255.255.255", port)) == 1);
  }
  CHECK_FALSE(is_ready(b, ready_for::reading));
}

TEST_CASE("messages: an empty datagram has control messages too, and a raw socket's packet") {
  started winsock;
  message got;
  SECTION("empty") {
    two ends(false);
    REQUIRE(ask(ends.b, IPPROTO_IP, IP_RECVTTL));
    REQUIRE(ends.tell_b("") == 0);
    REQUIRE(got.receive(ends.b) == 0);
    CHECK(got.bytes == 0);
  }
  SECTION("raw") {
    held_socket a(socket(AF_INET, SOCK_RAW, 253)), b(socket(AF_INET, SOCK_RAW, 253));
    REQUIRE(bind_to(b, here(false)) == 0);
    REQUIRE(ask(b, IPPROTO_IP, IP_RECVTTL));
    message out;
    REQUIRE(send_message(a, here(false), out) == 0);
    REQUIRE(got.receive(b) == 0);
    CHECK(got.bytes == 20 + 5);
    CHECK(got.from.text() == "127.0.0.1");
  }
  CHECK(got.number(IPPROTO_IP, IP_TTL) == 128);
}

TEST_CASE("messages: receiving waits, or does not, as recvfrom does") {
  started winsock;
  two ends(false);
  message got;
  REQUIRE(set_option(ends.b, SOL_SOCKET, SO_RCVTIMEO, DWORD{60}));
  CHECK(got.receive(ends.b) == WSAETIMEDOUT);
  REQUIRE(set_nonblocking(ends.b));
  CHECK(got.receive(ends.b) == WSAEWOULDBLOCK);
  CHECK(got.raw.namelen == static_cast<int>(sizeof got.from.at));
  CHECK(got.raw.Control.len == got.control.size());
  REQUIRE(set_nonblocking(ends.b, false));
  REQUIRE(set_option(ends.b, SOL_SOCKET, SO_RCVTIMEO, static_cast<DWORD>(soon.count())));
  REQUIRE(ask(ends.b, IPPROTO_IP, IP_RECVTTL));
  int error = untouched;
  std::thread reader([&] { error = got.receive(ends.b); });
  std::this_thread::sleep_for(till_blocked);
  CHECK(ends.tell_b("wake") == 4);
  reader.join();
  CHECK(error == 0);
  CHECK(got.received() == "wake");
  CHECK(got.number(IPPROTO_IP, IP_TTL) == 128);
}

TEST_CASE("messages: what WSARecvMsg cannot use") {
  started winsock;
  two ends(false);
  const LPFN_WSARECVMSG receive = receive_function(ends.b);
  REQUIRE(ends.tell_b() == 5);
  message got;
  CHECK(error_of(receive(INVALID_SOCKET, &got.raw, &got.bytes, nullptr, nullptr)) == WSAENOTSOCK);
  CHECK(error_of(receive(ends.b, nullptr, nullptr, nullptr, nullptr)) == WSAEFAULT);
  CHECK(error_of(receive(ends.b, nullptr, &got.bytes, nullptr, nullptr)) == WSAEFAULT);
  CHECK(error_of(receive(ends.b, &got.raw, nullptr, nullptr, nullptr)) == WSAEFAULT);
  got.raw.name = nullptr;
  CHECK(got.receive(ends.b) == WSAEFAULT);
  got.clear();
  got.raw.namelen = sizeof(sockaddr_in) - 1;
  CHECK(got.receive(ends.b) == WSAEFAULT);
  got.clear();
  got.raw.Control.buf = nullptr;
  CHECK(got.receive(ends.b) == WSAEFAULT);
  got.clear();
  got.raw.lpBuffers = nullptr;
  CHECK(got.receive(ends.b) == WSAEINVAL);
  got.clear();
  got.piece.buf = nullptr;
  CHECK(got.receive(ends.b) == WSAEFAULT);
  got.clear();
  got.raw.dwFlags = static_cast<ULONG>(GENERATE(MSG_OOB, MSG_WAITALL, MSG_CTRUNC));
  CHECK(got.receive(ends.b) == WSAEOPNOTSUPP);
  got.clear();
  held_socket unbound = udp(), stream = tcp();
  CHECK(got.receive(unbound) == WSAEINVAL);
  CHECK(got.receive(stream) == WSAEINVAL);
  // None of them has cost the datagram.
  CHECK(got.receive(ends.b) == 0);
  CHECK(got.received() == "hello");
}

TEST_CASE("messages: sent in pieces, to a name or to the peer, from a socket that gets its own name by it") {
  started winsock;
  const bool v6 = each_family();
  two ends(v6);
  held_socket fresh = udp(v6 ? AF_INET6 : AF_INET);
  char first[] = "ab", second[] = "cde";
  WSABUF pieces[] = {{2, first}, {3, second}};
  socket_name to = local_of(ends.b);
  WSAMSG out{};
  out.name = to.plain();
  out.namelen = to.length;
  out.lpBuffers = pieces;
  out.dwBufferCount = 2;
  DWORD sent = 0;
  WSASetLastError(untouched);
  REQUIRE(WSASendMsg(fresh, &out, 0, &sent, nullptr, nullptr) == 0);
  CHECK(WSAGetLastError() == 0);
  CHECK(sent == 5);
  message got;
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.received() == "abcde");
  CHECK(got.from.port() == local_of(fresh).port());

  out.name = nullptr;
  out.namelen = 0;
  CHECK(error_of(WSASendMsg(fresh, &out, 0, &sent, nullptr, nullptr)) == WSAENOTCONN);
  REQUIRE(connect_to(fresh, to) == 0);
  out.dwBufferCount = 1;
  out.dwFlags = 0xffffffff;  // not looked at
  REQUIRE(WSASendMsg(fresh, &out, MSG_DONTROUTE | MSG_PARTIAL, &sent, nullptr, nullptr) == 0);
  CHECK(sent == 2);
  got.clear();
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.received() == "ab");
}

TEST_CASE("messages: the source address is chosen for each") {
  started winsock;
  held_socket any = udp();
  two ends(false);
  message got, out;
  IN_PKTINFO info{};
  inet_pton(AF_INET, "127.0.0.9", &info.ipi_addr);
  info.ipi_ifindex = GENERATE(0, 1);
  out.add(IPPROTO_IP, IP_PKTINFO, info);
  CHECK(send_message(any, local_of(ends.b), out) == 0);
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.from == name_at("127.0.0.9", local_of(any).port()));
  REQUIRE(send_byte_to(any, local_of(ends.b)) == 1);
  got.clear();
  REQUIRE(got.receive(ends.b) == 0);
  CHECK(got.from.text() == "127.0.0.1");
}

TEST_CASE("messages: an answer may be sent with what came with the question") {
  started winsock;
  held_socket server = udp();
  two ends(false);
  REQUIRE(bind_to(server, name_at("0.0.0.0", 0)) == 0);
  REQUIRE(ask(server, IPPROTO_IP, IP_PKTINFO));
  REQUIRE(send_byte_to(ends.a, name_at("127.0.0.7", local_of(server).port())) == 1);
  message question;
  REQUIRE(question.receive(server) == 0);
  char answer[] = "answer";
  question.piece = {6, answer};
  DWORD sent = 0;
  REQUIRE(WSASendMsg(server, &question.raw, 0, &sent, nullptr, nullptr) == 0);
  message got;
  REQUIRE(got.receive(ends.a) == 0);
  CHECK(got.received() == "answer");
  CHECK(got.from == name_at("127.0.0.7", local_of(server).port()));
}

TEST_CASE("messages: hop limit and traffic class are chosen for each") {
  started winsock;
  const bool v6 = each_family();
  const int level = level_of(v6);
  two ends(v6);
  REQUIRE(ask(ends.b, level, v6 ? IPV6_HOPLIMIT : IP_RECVTTL));
  REQUIRE(ask(ends.b, level, v6 ? IPV6_RECVTCLASS : IP_RECVTOS));
  const auto sent_with = [&](message& out, int hops, int traffic_class) {
    CHECK(send_message(ends.a, local_of(ends.b), out) == 0);
    message got;
    REQUIRE(got.receive(ends.b) == 0);
    CHECK(got.number(level, v6 ? IPV6_HOPLIMIT : IP_TTL) == hops);
    CHECK(got.number(level, v6 ? IPV6_TCLASS : IP_TOS) == traffic_class);
  };
  message plain, hops, traffic, congestion, all, as_ever;
  sent_with(plain, 128, 0);
  hops.add(level, v6 ? IPV6_HOPLIMIT : GENERATE(IP_TTL, IP_HOPLIMIT), INT{7});
  sent_with(hops, 7, 0);
  traffic.add(level, v6 ? IPV6_TCLASS : GENERATE(IP_TOS, IP_TCLASS), INT{0xb8});
  sent_with(traffic, 128, 0xb8);
  congestion.add(level, v6 ? IPV6_ECN : IP_ECN, INT{2});
  sent_with(congestion, 128, 2);
  all.add(level, v6 ? IPV6_ECN : IP_ECN, INT{1});
  all.add(level, v6 ? IPV6_HOPLIMIT : IP_TTL, INT{255});
  all.add(level, v6 ? IPV6_TCLASS : IP_TOS, INT{0xb8});
  sent_with(all, 255, 0xb9);
  as_ever.add(level, v6 ? IPV6_HOPLIMIT : IP_TTL, INT{-1});
  sent_with(as_ever, 128, 0);
}

TEST_CASE("messages: control messages that cannot be are WSAEINVAL, and nothing is sent") {
  started winsock;
  two ends(false);
  message out;
  IN_PKTINFO info{};
  IN6_PKTINFO info6{};
  const std::string what = GENERATE("foreign address", "no such interface", "other version", "unknown", "unknown level",
                                    "hops", "negative", "too short", "congestion experienced", "no length", "too long");
  CAPTURE(what);
  if (what == "foreign address") {
    inet_pton(AF_INET, "192.0.2.1", &info.ipi_addr);
    out.add(IPPROTO_IP, IP_PKTINFO, info);
  } else if (what == "no such interface") {
    info.ipi_ifindex = 4711;
    out.add(IPPROTO_IP, IP_PKTINFO, info);
  } else if (what == "other version") {
    out.add(IPPROTO_IPV6, IPV6_PKTINFO, info6);
  } else if (what == "unknown") {
    out.add(IPPROTO_IP, 4711, INT{1});
  } else if (what == "unknown level") {
    out.add(SOL_SOCKET, IP_TTL, INT{1});
  } else if (what == "hops") {
    out.add(IPPROTO_IP, IP_TTL, INT{256});
  } else if (what == "negative") {
    out.add(IPPROTO_IP, IP_TTL, INT{-2});
  } else if (what == "too short") {
    out.add(IPPROTO_IP, IP_TTL, char{1});
  } else if (what == "congestion experienced") {
    out.add(IPPROTO_IP, IP_ECN, INT{3});
  } else {
    out.add(IPPROTO_IP, IP_TTL, INT{1});
    reinterpret_cast<WSACMSGHDR*>(out.control.data())->cmsg_len = what == "no length" ? 0 : 100;
  }
  CHECK(send_message(ends.a, local_of(ends.b), out) == WSAEINVAL);
  CHECK_FALSE(is_ready(ends.b, ready_for::reading));
}

TEST_CASE("messages: what WSASendMsg cannot use, and when it binds the socket all the same") {
  started winsock;
  two ends(false);
  socket_name to = local_of(ends.b);
  held_socket fresh = udp(), stream = tcp();
  char byte[] = "x";
  WSABUF piece{1, byte};
  WSAMSG good{};
  good.name = to.plain();
  good.namelen = to.length;
  good.lpBuffers = &piece;
  good.dwBufferCount = 1;
  DWORD sent = 0;
  CHECK(error_of(WSASendMsg(INVALID_SOCKET, &good, 0, &sent, nullptr, nullptr)) == WSAENOTSOCK);
  CHECK(error_of(WSASendMsg(fresh, nullptr, 0, nullptr, nullptr, nullptr)) == WSAEFAULT);
  CHECK(error_of(WSASendMsg(fresh, nullptr, 0, &sent, nullptr, nullptr)) == WSAEFAULT);
  socket_name own;
  CHECK(error_of(getsockname(fresh, own.plain(), &own.length)) == WSAEINVAL);
  CHECK(error_of(WSASendMsg(fresh, &good, 0, nullptr, nullptr, nullptr)) == WSAEFAULT);
  own = local_of(fresh);
  CHECK(own.text() == "0.0.0.0");
  CHECK(own.port() != 0);
  CHECK(error_of(WSASendMsg(fresh, &good, 0, nullptr, nullptr, nullptr)) == WSAEFAULT);
  CHECK(local_of(fresh) == own);
  CHECK(error_of(WSASendMsg(stream, &good, 0, &sent, nullptr, nullptr)) == WSAEINVAL);

  CHECK(error_of(WSASendMsg(fresh, &good, MSG_OOB, &sent, nullptr, nullptr)) == WSAEOPNOTSUPP);
  CHECK(error_of(WSASendMsg(fresh, &good, MSG_PEEK, &sent, nullptr, nullptr)) == WSAEOPNOTSUPP);
  const auto fails_with = [&](auto spoil) {
    WSAMSG bad = good;
    spoil(bad);
    return error_of(WSASendMsg(fresh, &bad, 0, &sent, nullptr, nullptr));
  };
  CHECK(fails_with([](WSAMSG& m) { m.name = nullptr; }) == WSAEFAULT);
  CHECK(fails_with([](WSAMSG& m) { m.namelen = 3; }) == WSAEFAULT);
  CHECK(fails_with([](WSAMSG& m) { m.Control.len = 16; }) == WSAEFAULT);
  CHECK(fails_with([](WSAMSG& m) { m.dwBufferCount = 0; }) == WSAEINVAL);
  CHECK(fails_with([](WSAMSG& m) { m.lpBuffers = nullptr; }) == WSAEINVAL);
  sockaddr strange{};
  strange.sa_family = 0xdead;
  CHECK(fails_with([&](WSAMSG& m) { m.name = &strange; }) == WSAEAFNOSUPPORT);
  const std::string long_text(66'000, 'x');
  WSABUF large{static_cast<ULONG>(long_text.size()), const_cast<char*>(long_text.data())};
  CHECK(fails_with([&](WSAMSG& m) { m.lpBuffers = &large; }) == WSAEMSGSIZE);
  socket_name everybody = name_at("255.255.255.255", 9);
  CHECK(fails_with([&](WSAMSG& m) { m.name = everybody.plain(); }) == WSAEACCES);
  CHECK_FALSE(is_ready(ends.b, ready_for::reading));
  REQUIRE(connect_to(fresh, to) == 0);
  REQUIRE(shutdown(fresh, SD_SEND) == 0);
  CHECK(error_of(WSASendMsg(fresh, &good, 0, &sent, nullptr, nullptr)) == WSAESHUTDOWN);
}

TEST_CASE("messages: an unreachable port is WSAECONNRESET to WSARecvMsg too, unless that was switched off") {
  started winsock;
  const bool report = GENERATE(true, false);
  two ends(each_family());
  const socket_name gone = local_of(ends.b);
  ends.b.close();
  BOOL on = report ? TRUE : FALSE;
  DWORD bytes = 0;
  REQUIRE(WSAIoctl(ends.a, SIO_UDP_CONNRESET, &on, sizeof on, nullptr, 0, &bytes, nullptr, nullptr) == 0);
  REQUIRE(send_byte_to(ends.a, gone) == 1);
  REQUIRE(set_nonblocking(ends.a));
  message got;
  CHECK(got.receive(ends.a) == (report ? WSAECONNRESET : WSAEWOULDBLOCK));
  CHECK(got.receive(ends.a) == WSAEWOULDBLOCK);
}
