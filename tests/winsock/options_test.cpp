// getsockopt and setsockopt: every option is set and read back, at the moments and on the sockets that Windows allows.
//
// What lengths do to a value is as Wine's tests found it on Windows.
#include <mswsock.h>

#include <iterator>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

enum kind { tcp4, udp4, raw4, tcp6, udp6, raw6 };

held_socket make(kind which) {
  const int family = which < tcp6 ? AF_INET : AF_INET6;
  switch (which % 3) {
    case 0: return tcp(family);
    case 1: return udp(family);
    default: return held_socket(socket(family, SOCK_RAW, 253));  // RFC 3692: for experiments
  }
}

/// A value of 4 bytes; the upper three are 0 where Windows writes one byte.
struct answer {
  int error = 0;
  DWORD value = 0;
  int length = sizeof(DWORD);
};
answer read(SOCKET s, int level, int name) {
  answer a;
  a.error = error_of(getsockopt(s, level, name, reinterpret_cast<char*>(&a.value), &a.length));
  return a;
}
int write(SOCKET s, int level, int name, DWORD value, int length = sizeof(DWORD)) {
  return error_of(setsockopt(s, level, name, reinterpret_cast<const char*>(&value), length));
}

struct trial {
  int level, name;
  kind on;
  DWORD at_first, set, then;
};

constexpr DWORD one_hour = 3600;

// All options that are a number, with their default.
const trial numbers[] = {
    {SOL_SOCKET, SO_DEBUG, tcp4, 0, 2, 1},
    {SOL_SOCKET, SO_REUSEADDR, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_EXCLUSIVEADDRUSE, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_KEEPALIVE, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_DONTROUTE, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_BROADCAST, udp4, 0, 1, 1},
    {SOL_SOCKET, SO_USELOOPBACK, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_DONTLINGER, tcp4, 1, 0, 0},
    {SOL_SOCKET, SO_OOBINLINE, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_SNDBUF, tcp4, 65536, 4096, 4096},
    {SOL_SOCKET, SO_SNDBUF, tcp4, 65536, 0, 0},
    {SOL_SOCKET, SO_RCVBUF, tcp4, 65536, 4096, 4096},
    {SOL_SOCKET, SO_RCVBUF, udp6, 65536, 100'000, 100'000},
    {SOL_SOCKET, SO_SNDTIMEO, tcp4, 0, 997'000, 997'000},
    {SOL_SOCKET, SO_RCVTIMEO, tcp4, 0, 63'000, 63'000},
    {SOL_SOCKET, SO_ERROR, tcp4, 0, 1234, 1234},
    {SOL_SOCKET, SO_GROUP_PRIORITY, tcp4, 0, 3, 3},
    {SOL_SOCKET, SO_CONDITIONAL_ACCEPT, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_PAUSE_ACCEPT, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_COMPARTMENT_ID, tcp4, 1, 1, 1},
    {SOL_SOCKET, SO_RANDOMIZE_PORT, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_PORT_SCALABILITY, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_REUSE_UNICASTPORT, tcp4, 0, 1, 1},
    {SOL_SOCKET, SO_REUSE_MULTICASTPORT, udp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_NODELAY, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_EXPEDITED_1122, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_STDURG, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_BSDURGENT, tcp4, 1, 0, 0},
    {IPPROTO_TCP, TCP_NOURG, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_KEEPALIVE, tcp4, 7200, one_hour, one_hour},
    {IPPROTO_TCP, TCP_KEEPINTVL, tcp4, 1, 5, 5},
    {IPPROTO_TCP, TCP_KEEPCNT, tcp4, 10, 5, 5},
    {IPPROTO_TCP, TCP_MAXSEG, tcp4, 32768, 1460, 1460},
    {IPPROTO_TCP, TCP_MAXRT, tcp4, 0, 21, 21},
    {IPPROTO_TCP, TCP_MAXRT, tcp4, 0, 0xffffffff, 0xffffffff},
    {IPPROTO_TCP, TCP_MAXRTMS, tcp4, 0, 21'500, 21'500},
    {IPPROTO_TCP, TCP_NOSYNRETRIES, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_TIMESTAMPS, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_OFFLOAD_PREFERENCE, tcp4, 0, 2, 2},
    {IPPROTO_TCP, TCP_CONGESTION_ALGORITHM, tcp4, 0, 2, 2},
    {IPPROTO_TCP, TCP_DELAY_FIN_ACK, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_FASTOPEN, tcp4, 0, 1, 1},
    {IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, tcp4, 0, 1, 1},
    {IPPROTO_UDP, UDP_NOCHECKSUM, udp4, 0, 1, 1},
    {IPPROTO_UDP, UDP_CHECKSUM_COVERAGE, udp4, 0, 8, 8},
    {IPPROTO_IP, IP_HDRINCL, raw4, 0, 1, 1},
    {IPPROTO_IP, IP_TOS, tcp4, 0, 8, 8},
    {IPPROTO_IP, IP_TTL, tcp4, 128, 64, 64},
    {IPPROTO_IP, IP_TTL, tcp6, 128, 64, 64},
    {IPPROTO_IP, IP_TTL, udp4, 128, 0xffffffff, 128},
    {IPPROTO_IP, IP_MULTICAST_IF, udp4, 0, 0x0100007f, 0x0100007f},
    {IPPROTO_IP, IP_MULTICAST_TTL, udp4, 1, 10, 10},
    {IPPROTO_IP, IP_MULTICAST_LOOP, udp4, 1, 0, 0},
    {IPPROTO_IP, IP_DONTFRAGMENT, tcp4, 1, 0, 0},
    {IPPROTO_IP, IP_DONTFRAGMENT, udp4, 0, 0xdead, 1},
    {IPPROTO_IP, IP_PKTINFO, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_RECVTTL, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_RECEIVE_BROADCAST, udp4, 1, 0, 0},
    {IPPROTO_IP, IP_PROTECTION_LEVEL, tcp4, PROTECTION_LEVEL_UNRESTRICTED, PROTECTION_LEVEL_RESTRICTED,
     PROTECTION_LEVEL_RESTRICTED},
    {IPPROTO_IP, IP_RECVIF, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_RECVDSTADDR, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_IFLIST, tcp4, 0, 1, 1},
    {IPPROTO_IP, IP_UNICAST_IF, tcp4, 0, 0x01000000, 0x01000000},
    {IPPROTO_IP, IP_RECVRTHDR, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_RECVTOS, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_ORIGINAL_ARRIVAL_IF, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_ECN, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_PKTINFO_EX, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_WFP_REDIRECT_RECORDS, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_WFP_REDIRECT_CONTEXT, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_MTU_DISCOVER, udp4, 0, IP_PMTUDISC_DO, IP_PMTUDISC_DO},
    {IPPROTO_IP, IP_RECVERR, udp4, 0, 1, 1},
    {IPPROTO_IP, IP_USER_MTU, tcp4, 0xffffffff, 1400, 1400},
    {IPPROTO_IPV6, IPV6_HDRINCL, raw6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_UNICAST_HOPS, tcp6, 128, 64, 64},
    {IPPROTO_IPV6, IPV6_MULTICAST_IF, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_MULTICAST_HOPS, udp6, 1, 10, 10},
    {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, udp6, 1, 0, 0},
    {IPPROTO_IPV6, IPV6_DONTFRAG, tcp6, 1, 0, 0},
    {IPPROTO_IPV6, IPV6_PKTINFO, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_HOPLIMIT, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_PROTECTION_LEVEL, tcp6, PROTECTION_LEVEL_UNRESTRICTED, PROTECTION_LEVEL_EDGERESTRICTED,
     PROTECTION_LEVEL_EDGERESTRICTED},
    {IPPROTO_IPV6, IPV6_RECVIF, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_RECVDSTADDR, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_V6ONLY, tcp6, 1, 0, 0},
    {IPPROTO_IPV6, IPV6_IFLIST, tcp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_UNICAST_IF, tcp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_RECVRTHDR, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_TCLASS, tcp6, 0, 8, 8},
    {IPPROTO_IPV6, IPV6_RECVTCLASS, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_ECN, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_PKTINFO_EX, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_WFP_REDIRECT_RECORDS, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_WFP_REDIRECT_CONTEXT, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_MTU_DISCOVER, udp6, 0, IP_PMTUDISC_DONT, IP_PMTUDISC_DONT},
    {IPPROTO_IPV6, IPV6_RECVERR, udp6, 0, 1, 1},
    {IPPROTO_IPV6, IPV6_USER_MTU, tcp6, 0xffffffff, 1400, 1400},
};

}  // namespace

TEST_CASE("options: every number has its default, is set, and is read back") {
  started winsock;
  for (const trial& t : numbers) {
    CAPTURE(t.level, t.name, t.set);
    const held_socket s = make(t.on);
    answer now = read(s, t.level, t.name);
    CHECK(now.error == 0);
    CHECK(now.value == t.at_first);
    WSASetLastError(1);
    CHECK(write(s, t.level, t.name, t.set) == 0);
    CHECK(WSAGetLastError() == 0);
    now = read(s, t.level, t.name);
    CHECK(now.error == 0);
    CHECK(now.value == t.then);
  }
}

TEST_CASE("options: one does not move another") {
  started winsock;
  for (const trial& t : numbers) {
    CAPTURE(t.level, t.name);
    const held_socket s = make(t.on);
    REQUIRE(write(s, t.level, t.name, t.set) == 0);
    for (const trial& other : numbers) {
      const bool pair =
          (t.name == SO_REUSEADDR || t.name == SO_EXCLUSIVEADDRUSE);  // excluded by each other, never moved
      const bool same = other.level == t.level && other.name == t.name;
      const bool urgent_names = t.level == IPPROTO_TCP && other.level == IPPROTO_TCP &&
                                (t.name == TCP_BSDURGENT || t.name == TCP_EXPEDITED_1122 || t.name == TCP_STDURG ||
                                 t.name == TCP_MAXRT || t.name == TCP_MAXRTMS);
      if (other.on != t.on || same || urgent_names || pair) continue;
      CAPTURE(other.level, other.name);
      CHECK(read(s, other.level, other.name).value == other.at_first);
    }
  }
}

TEST_CASE("options: SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other") {
  started winsock;
  const held_socket s = tcp();
  CHECK(write(s, SOL_SOCKET, SO_REUSEADDR, 1) == 0);
  CHECK(write(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1) == WSAEINVAL);
  CHECK(write(s, SOL_SOCKET, SO_REUSEADDR, 0) == 0);
  CHECK(write(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1) == 0);
  CHECK(write(s, SOL_SOCKET, SO_REUSEADDR, 1) == WSAEINVAL);
}

TEST_CASE("options: four of them only before bind or listen, all others at any time") {
  started winsock;
  const held_socket bound = tcp(AF_INET6);
  REQUIRE(bind_to(bound, here(true)) == 0);
  CHECK(write(bound, IPPROTO_IPV6, IPV6_V6ONLY, 0) == WSAEINVAL);
  CHECK(read(bound, IPPROTO_IPV6, IPV6_V6ONLY).value == 1);
  CHECK(write(bound, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1) == WSAEINVAL);
  CHECK(write(bound, SOL_SOCKET, SO_PORT_SCALABILITY, 1) == WSAEINVAL);
  CHECK(write(bound, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, 1) == 0);
  CHECK(write(bound, SOL_SOCKET, SO_REUSEADDR, 1) == 0);
  REQUIRE(listen(bound, 1) == 0);
  CHECK(write(bound, SOL_SOCKET, SO_CONDITIONAL_ACCEPT, 0) == WSAEINVAL);
  CHECK(read(bound, SOL_SOCKET, SO_CONDITIONAL_ACCEPT).value == 1);
  CHECK(write(bound, SOL_SOCKET, SO_RCVBUF, 1000) == 0);
}

TEST_CASE("options: those of section 5 on a connection of either path, at both ends") {
  started winsock;
  const shape on = each_shape();
  CAPTURE(on.title());
  connected_pair both = pair_on(on);
  REQUIRE(is_on(both.client, on));
  const struct {
    int level, name;
    DWORD value;
    bool v6;  // on IPv6 sockets alone
  } settable[] = {
      {IPPROTO_IP, IP_TTL, 30, false},
      {IPPROTO_IP, IP_UNICAST_IF, 0x01000000, false},
      {IPPROTO_IPV6, IPV6_UNICAST_HOPS, 30, true},
      {IPPROTO_IPV6, IPV6_UNICAST_IF, 1, true},
      {SOL_SOCKET, SO_RCVBUF, 20'000, false},
      {SOL_SOCKET, SO_REUSEADDR, 1, false},
      {SOL_SOCKET, SO_OOBINLINE, 1, false},
      {IPPROTO_TCP, TCP_BSDURGENT, 0, false},
      {IPPROTO_TCP, TCP_NODELAY, 1, false},
      {SOL_SOCKET, SO_KEEPALIVE, 1, false},
      {SOL_SOCKET, SO_SNDBUF, 0, false},
      {SOL_SOCKET, SO_RCVTIMEO, 500, false},
      {SOL_SOCKET, SO_SNDTIMEO, 500, false},
  };
  for (const SOCKET s : {SOCKET(both.client), SOCKET(both.server)}) {
    for (const auto& option : settable) {
      CAPTURE(option.level, option.name);
      if (option.v6 && !on.v6) continue;
      CHECK(write(s, option.level, option.name, option.value) == 0);
      CHECK(read(s, option.level, option.name).value == option.value);
    }
    CHECK(write(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1) == WSAEINVAL);
    CHECK(write(s, SOL_SOCKET, SO_PORT_SCALABILITY, 1) == WSAEINVAL);
    if (on.v6) CHECK(write(s, IPPROTO_IPV6, IPV6_V6ONLY, 0) == WSAEINVAL);
    for (const int name : {SO_EXCLUSIVEADDRUSE, SO_PORT_SCALABILITY, SO_CONDITIONAL_ACCEPT, SO_ERROR}) {
      CHECK(read(s, SOL_SOCKET, name).error == 0);
      CHECK(read(s, SOL_SOCKET, name).value == 0);
    }
    CHECK(read(s, SOL_SOCKET, SO_TYPE).value == SOCK_STREAM);
    CHECK(read(s, SOL_SOCKET, SO_CONNECT_TIME).value < 60);
    CHECK(error_of(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0)) == 0);
  }
  CHECK(is_on(both.client, on));
  CHECK(echoes(both.client, both.server));
}

TEST_CASE("options: SO_UPDATE_ACCEPT_CONTEXT names the listener") {
  started winsock;
  const shape on = each_path();
  const open_door door = listen_on(on);
  const connected_pair both = pair_through(door, on);
  SOCKET listener = door.s;
  const auto update = [](SOCKET s, const SOCKET& of, int length = sizeof(SOCKET)) {
    return error_of(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, reinterpret_cast<const char*>(&of), length));
  };
  CHECK(update(both.server, listener) == 0);
  CHECK(update(both.server, listener, 3) == WSAEFAULT);
  CHECK(update(both.server, INVALID_SOCKET) == WSAENOTSOCK);
  CHECK(update(tcp(), listener) == WSAENOTCONN);
}

TEST_CASE("options: what a socket is") {
  started winsock;
  const held_socket s = tcp(), d = udp(), d6 = udp(AF_INET6);
  CHECK(read(s, SOL_SOCKET, SO_TYPE).value == SOCK_STREAM);
  CHECK(read(d, SOL_SOCKET, SO_TYPE).value == SOCK_DGRAM);
  CHECK(write(s, SOL_SOCKET, SO_TYPE, SOCK_DGRAM) == WSAENOPROTOOPT);
  CHECK(write(d, SOL_SOCKET, SO_TYPE, SOCK_DGRAM) == WSAEINVAL);
  CHECK(read(s, SOL_SOCKET, SO_MAX_MSG_SIZE).value == 0);
  CHECK(read(d, SOL_SOCKET, SO_MAX_MSG_SIZE).value == 65507);
  CHECK(read(d6, SOL_SOCKET, SO_MAX_MSG_SIZE).value == 65527);
  CHECK(read(s, SOL_SOCKET, SO_GROUP_ID).value == 0);
  CHECK(read(s, SOL_SOCKET, SO_CONNECT_TIME).value == 0xffffffff);
  CHECK(read(s, SOL_SOCKET, SO_ACCEPTCONN).value == 0);
  bind_somewhere(s);
  REQUIRE(listen(s, 1) == 0);
  CHECK(read(s, SOL_SOCKET, SO_ACCEPTCONN).value == 1);
  CHECK(write(s, SOL_SOCKET, SO_ACCEPTCONN, 0) == WSAENOPROTOOPT);
}

TEST_CASE("options: IPv4 sockets keep IPV6_V6ONLY too, until they are bound") {
  started winsock;
  for (const kind which : {tcp4, udp4}) {
    const held_socket s = make(which);
    CHECK(read(s, IPPROTO_IPV6, IPV6_V6ONLY).value == 1);
    CHECK(write(s, IPPROTO_IPV6, IPV6_V6ONLY, 0) == 0);
    CHECK(read(s, IPPROTO_IPV6, IPV6_V6ONLY).value == 0);
    bind_somewhere(s);
    CHECK(write(s, IPPROTO_IPV6, IPV6_V6ONLY, 1) == WSAEINVAL);
    CHECK(read(s, IPPROTO_IPV6, IPV6_V6ONLY).value == 0);
  }
}

TEST_CASE("options: SO_CONNECT_TIME of a datagram socket says that it is not connected, also when it has a peer") {
  started winsock;
  const held_socket peer = udp(), s = udp();
  CHECK(read(s, SOL_SOCKET, SO_CONNECT_TIME).value == 0xffffffff);
  sockaddr_in name = bind_somewhere(peer);
  REQUIRE(connect(s, plain(name), sizeof name) == 0);
  CHECK(read(s, SOL_SOCKET, SO_CONNECT_TIME).value == 0xffffffff);
}

TEST_CASE("options: SO_PROTOCOL_INFO of a raw socket is the catalogue's entry, whatever its protocol") {
  started winsock;
  const held_socket s = make(raw4);
  WSAPROTOCOL_INFOW info{};
  int length = sizeof info;
  REQUIRE(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, reinterpret_cast<char*>(&info), &length) == 0);
  CHECK(info.iSocketType == SOCK_RAW);
  CHECK(info.iProtocol == 0);
  CHECK(info.iProtocolMaxOffset == 255);
  CHECK(info.dwProviderFlags == (PFL_MATCHES_PROTOCOL_ZERO | PFL_HIDDEN));
}

TEST_CASE("options: SO_PROTOCOL_INFO in both widths") {
  started winsock;
  for (const kind which : {tcp4, udp4, tcp6, udp6}) {
    const held_socket s = make(which);
    WSAPROTOCOL_INFOA narrow{};
    WSAPROTOCOL_INFOW wide{};
    int length = sizeof narrow;
    CHECK(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, reinterpret_cast<char*>(&narrow), &length) == 0);
    length = sizeof wide;
    CHECK(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, reinterpret_cast<char*>(&wide), &length) == 0);
    CHECK(narrow.iAddressFamily == (which < tcp6 ? AF_INET : AF_INET6));
    CHECK(narrow.iProtocol == (which % 3 == 0 ? IPPROTO_TCP : IPPROTO_UDP));
    CHECK(std::memcmp(&narrow, &wide, offsetof(WSAPROTOCOL_INFOA, szProtocol)) == 0);
  }
  const held_socket s = tcp();
  WSAPROTOCOL_INFOA two[2];
  char* const room = reinterpret_cast<char*>(two);
  int length = sizeof *two / 2;
  CHECK(error_of(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, room, &length)) == WSAEFAULT);
  CHECK(length == sizeof *two);
  length = sizeof two;
  CHECK(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOA, room, &length) == 0);
  CHECK(length == sizeof two);
}

TEST_CASE("options: SO_BSP_STATE has the addresses that a socket has by then") {
  started winsock;
  const shape on = each_path();
  union {
    CSADDR_INFO info;
    char room[128];
  } got;
  int length = sizeof got;
  const auto ask = [&](SOCKET s) { return error_of(getsockopt(s, SOL_SOCKET, SO_BSP_STATE, got.room, &length)); };
  const held_socket fresh = tcp();
  CHECK(ask(fresh) == 0);
  CHECK(got.info.LocalAddr.lpSockaddr == nullptr);
  CHECK(got.info.RemoteAddr.iSockaddrLength == 0);
  const connected_pair both = pair_on(on);
  CHECK(ask(both.client) == 0);
  CHECK(length == sizeof got);
  CHECK(got.info.iSocketType == SOCK_STREAM);
  CHECK(got.info.iProtocol == IPPROTO_TCP);
  REQUIRE(got.info.LocalAddr.iSockaddrLength == sizeof(sockaddr_in));
  const auto port_at = [](const SOCKET_ADDRESS& at) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(at.lpSockaddr)->sin_port);
  };
  CHECK(port_at(got.info.LocalAddr) == local_of(both.client).port());
  CHECK(port_at(got.info.RemoteAddr) == local_of(both.server).port());
  length = static_cast<int>(sizeof(CSADDR_INFO) + 2 * sizeof(sockaddr));
  CHECK(ask(both.client) == 0);
  --length;
  CHECK(ask(both.client) == WSAEFAULT);
}

TEST_CASE("options: SO_ERROR tells why a connect failed, as often as it is asked") {
  started winsock;
  const shape on = each_path();
  socket_name nobody;
  {
    const held_socket s = tcp();
    bind_somewhere(s);
    nobody = local_of(s);
  }
  const held_socket s = tcp_on(on);
  set_nonblocking(s);
  CHECK(error_of(connect_to(s, nobody)) == WSAEWOULDBLOCK);
  REQUIRE(wait_for(s, ready_for::exceptions));
  CHECK(read(s, SOL_SOCKET, SO_ERROR).value == WSAECONNREFUSED);
  CHECK(read(s, SOL_SOCKET, SO_ERROR).value == WSAECONNREFUSED);
  CHECK(is_ready(s, ready_for::exceptions));
}

TEST_CASE("options: SO_LINGER and SO_DONTLINGER are two names for one thing") {
  started winsock;
  const held_socket s = tcp();
  for (const linger given : {linger{0, 0}, linger{0, 73}, linger{1, 0}, linger{5, 189}}) {
    CHECK(set_option(s, SOL_SOCKET, SO_LINGER, given));
    const auto now = get_option<linger>(s, SOL_SOCKET, SO_LINGER);
    CHECK(now.l_onoff == given.l_onoff);
    CHECK(now.l_linger == given.l_linger);
    CHECK(get_option<BOOL>(s, SOL_SOCKET, SO_DONTLINGER) == (given.l_onoff == 0 ? TRUE : FALSE));
  }
  CHECK(write(s, SOL_SOCKET, SO_DONTLINGER, 1) == 0);
  CHECK(get_option<linger>(s, SOL_SOCKET, SO_LINGER).l_onoff == 0);
}

TEST_CASE("options: the length of a value, as Windows takes and gives it") {
  started winsock;
  // Which lengths 1, 2 and 4 come back as; 0 where the call fails and the length with it.
  const struct {
    int level, name;
    kind on;
    bool short_ok;
    int lengths[3];
    DWORD values[3];  // of 0xdeadbeef after reading a 1
  } shapes[] = {
      {SOL_SOCKET, SO_BROADCAST, udp4, true, {1, 1, 4}, {0xdeadbe01, 0xdead0001, 1}},
      {SOL_SOCKET, SO_DONTLINGER, tcp4, true, {1, 1, 4}, {0xdeadbe01, 0xdead0001, 1}},
      {SOL_SOCKET, SO_KEEPALIVE, tcp4, true, {1, 1, 1}, {0xdeadbe01, 0xdeadbe01, 0xdeadbe01}},
      {SOL_SOCKET, SO_LINGER, tcp4, false, {1, 2, 4}, {0xdeadbe00, 0xdead0000, 1}},
      {SOL_SOCKET, SO_RCVBUF, tcp4, false, {1, 2, 4}, {0xdeadbe00, 0xdead0000, 1}},
      {SOL_SOCKET, SO_RCVTIMEO, tcp4, false, {1, 2, 4}, {0xdeadbeef, 0xdeadbeef, 1}},
      {SOL_SOCKET, SO_OPENTYPE, tcp4, false, {1, 2, 4}, {0xdeadbeef, 0xdeadbeef, 1}},
      {IPPROTO_TCP, TCP_NODELAY, tcp4, true, {1, 1, 1}, {0xdeadbe01, 0xdeadbe01, 0xdeadbe01}},
      {IPPROTO_TCP, TCP_KEEPALIVE, tcp4, false, {0, 0, 4}, {0xdeadbeef, 0xdeadbeef, 1}},
      {IPPROTO_IP, IP_MULTICAST_TTL, udp4, true, {1, 1, 4}, {0xdeadbe01, 0xdeadbe01, 1}},
      {IPPROTO_IP, IP_PKTINFO, udp4, false, {0, 0, 4}, {0xdeadbeef, 0xdeadbeef, 1}},
      {IPPROTO_IP, IP_TTL, udp4, true, {1, 1, 4}, {0xdeadbe01, 0xdeadbe01, 1}},
      {IPPROTO_IPV6, IPV6_V6ONLY, udp6, true, {1, 1, 1}, {0xdeadbe01, 0xdeadbe01, 0xdeadbe01}},
  };
  for (const auto& one : shapes) {
    const held_socket s = make(one.on);
    for (int i = 0; i < 3; ++i) {
      CAPTURE(one.level, one.name, 1 << i);
      const int expected = one.short_ok || i == 2 ? 0 : WSAEFAULT;
      CHECK(write(s, one.level, one.name, 1, 1 << i) == expected);
      DWORD value = 0xdeadbeef;
      int length = 1 << i;
      CHECK(error_of(getsockopt(s, one.level, one.name, reinterpret_cast<char*>(&value), &length)) == expected);
      CHECK(value == one.values[i]);
      CHECK(length == one.lengths[i]);
    }
    const std::uint64_t wide = 0xffffffff00000001;
    CHECK(set_option(s, one.level, one.name, wide));
    DWORD value = 0;
    int length = 0;
    CHECK(error_of(getsockopt(s, one.level, one.name, reinterpret_cast<char*>(&value), &length)) == WSAEFAULT);
    if (one.name != SO_OPENTYPE) {
      length = -1;
      CHECK(error_of(getsockopt(s, one.level, one.name, reinterpret_cast<char*>(&value), &length)) == WSAEFAULT);
      CHECK(length == -1);
    }
    const bool unsigned_length = one.level == SOL_SOCKET && one.lengths[2] == 4;
    CHECK(write(s, one.level, one.name, 1, -1) == (unsigned_length ? 0 : WSAENOBUFS));
  }
  write(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0);
}

TEST_CASE("options: a BOOL of 4 bytes is true whichever byte is set, one of 1 byte only by its own") {
  started winsock;
  const held_socket s = tcp(), d = udp();
  CHECK(write(s, SOL_SOCKET, SO_OOBINLINE, 0x100) == 0);
  CHECK(read(s, SOL_SOCKET, SO_OOBINLINE).value == 1);
  CHECK(write(s, IPPROTO_TCP, TCP_NODELAY, 0x100) == 0);
  CHECK(read(s, IPPROTO_TCP, TCP_NODELAY).value == 0);
  CHECK(write(d, IPPROTO_IP, IP_MULTICAST_LOOP, 0x100) == 0);
  CHECK(read(d, IPPROTO_IP, IP_MULTICAST_LOOP).value == 1);
  for (const int name : {IP_TTL, IP_TOS, IP_MULTICAST_TTL}) CHECK(write(d, IPPROTO_IP, name, 0x100) == WSAEINVAL);
  CHECK(write(s, IPPROTO_TCP, TCP_KEEPCNT, 0x100) == WSAEINVAL);
}

TEST_CASE("options: SO_OPENTYPE is the thread's, and decides what socket() makes") {
  started winsock;
  CHECK(write(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, SO_SYNCHRONOUS_NONALERT) == 0);
  CHECK(read(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE).value == SO_SYNCHRONOUS_NONALERT);
  DWORD other = 1;
  std::thread([&] { other = read(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE).value; }).join();
  CHECK(other == 0);
  CHECK(write(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, 0) == 0);
}

TEST_CASE("options: which kinds of socket have which") {
  started winsock;
  const struct {
    kind on;
    int level, name, error;
  } table[] = {
      {udp4, SOL_SOCKET, SO_LINGER, WSAENOPROTOOPT},
      {udp4, SOL_SOCKET, SO_KEEPALIVE, WSAENOPROTOOPT},
      {udp4, IPPROTO_TCP, TCP_NODELAY, WSAENOPROTOOPT},
      {tcp4, IPPROTO_UDP, UDP_NOCHECKSUM, WSAENOPROTOOPT},
      {tcp4, SOL_SOCKET, SO_BROADCAST, WSAENOPROTOOPT},
      {tcp4, IPPROTO_IP, IP_HDRINCL, WSAEINVAL},
      {udp4, IPPROTO_IP, IP_HDRINCL, WSAEINVAL},
      {tcp4, IPPROTO_IP, IP_MULTICAST_TTL, WSAEINVAL},
      {tcp4, IPPROTO_IP, IP_PKTINFO, WSAEINVAL},
      {tcp4, IPPROTO_IP, IP_RECVTTL, WSAEINVAL},
      {raw4, IPPROTO_IP, IP_RECVERR, WSAEINVAL},
      {tcp4, IPPROTO_IP, IP_ADD_MEMBERSHIP, WSAENOPROTOOPT},
      {udp4, IPPROTO_IP, IP_ADD_MEMBERSHIP, WSAENOPROTOOPT},  // it cannot be read
      {tcp6, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, WSAEINVAL},
      {tcp6, IPPROTO_IPV6, IPV6_PKTINFO, WSAEINVAL},
      {tcp4, IPPROTO_IPV6, IPV6_UNICAST_HOPS, WSAENOPROTOOPT},
      {udp4, IPPROTO_IP, IP_GET_IFLIST, WSAEINVAL},
      {udp4, IPPROTO_IP, IP_MTU, WSAENOTCONN},
      {tcp4, SOL_SOCKET, SO_RCVLOWAT, WSAEINVAL},
      {tcp4, SOL_SOCKET, SO_SNDLOWAT, WSAEINVAL},
      {tcp4, IPPROTO_IP, -1, WSAENOPROTOOPT},
      {tcp4, IPPROTO_TCP, 999, WSAENOPROTOOPT},
      {tcp4, SOL_SOCKET, 0x7777, WSAENOPROTOOPT},
      {tcp4, 0x8000, SO_RCVTIMEO, WSAEINVAL},
      {tcp4, -1, SO_RCVTIMEO, WSAEINVAL},
      {tcp4, 0x800, SO_MAX_MSG_SIZE, WSAEINVAL},
  };
  for (const auto& row : table) {
    CAPTURE(row.level, row.name);
    CHECK(read(make(row.on), row.level, row.name).error == row.error);
  }
  CHECK(write(make(udp4), IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_NOT_SET) == WSAEINVAL);
}

TEST_CASE("options: headers that nobody sends are empty and stay so") {
  started winsock;
  const held_socket s = tcp();
  char bytes[40] = {};
  int length = sizeof bytes;
  CHECK(getsockopt(s, IPPROTO_IP, IP_OPTIONS, bytes, &length) == 0);
  CHECK(length == 0);
  CHECK(error_of(setsockopt(s, IPPROTO_IP, IP_OPTIONS, bytes, 0)) == 0);
  bytes[0] = 7;  // record route
  CHECK(error_of(setsockopt(s, IPPROTO_IP, IP_OPTIONS, bytes, 4)) == WSAEOPNOTSUPP);
}

TEST_CASE("options: groups are joined once and left once") {
  started winsock;
  const held_socket d = udp();
  bind_somewhere(d);
  ip_mreq group{};
  group.imr_multiaddr.s_addr = htonl(0xe9fc0001);  // 233.252.0.1, RFC 5771: documentation only
  group.imr_interface.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(set_option(d, IPPROTO_IP, IP_ADD_MEMBERSHIP, group));
  CHECK(set_option(d, IPPROTO_IP, IP_DROP_MEMBERSHIP, group));
  CHECK(error_of(setsockopt(d, IPPROTO_IP, IP_ADD_MEMBERSHIP, reinterpret_cast<char*>(&group), 7)) == WSAEFAULT);
  group.imr_multiaddr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK_FALSE(set_option(d, IPPROTO_IP, IP_ADD_MEMBERSHIP, group));
  CHECK(WSAGetLastError() == WSAEADDRNOTAVAIL);
}

TEST_CASE("options: bad sockets and bad pointers are errors") {
  char value[8] = {};
  int length = sizeof value;
  CHECK(error_of(getsockopt(4, SOL_SOCKET, SO_TYPE, value, &length)) == WSANOTINITIALISED);
  CHECK(error_of(setsockopt(4, SOL_SOCKET, SO_TYPE, value, length)) == WSANOTINITIALISED);
  CHECK(error_of(getsockopt(4, SOL_SOCKET, SO_OPENTYPE, value, &length)) == WSANOTINITIALISED);
  started winsock;
  const held_socket s = tcp();
  char* const small_number = reinterpret_cast<char*>(std::uintptr_t{1});
  CHECK(error_of(getsockopt(INVALID_SOCKET, SOL_SOCKET, SO_PROTOCOL_INFOA, nullptr, nullptr)) == WSAENOTSOCK);
  CHECK(error_of(getsockopt(s, SOL_SOCKET, SO_TYPE, nullptr, &length)) == WSAEFAULT);
  CHECK(error_of(getsockopt(s, SOL_SOCKET, SO_TYPE, value, nullptr)) == WSAEFAULT);
  CHECK(error_of(setsockopt(s, SOL_SOCKET, SO_DONTROUTE, small_number, 1)) == WSAEFAULT);
  CHECK(error_of(setsockopt(s, SOL_SOCKET, SO_LINGER, nullptr, 4)) == WSAEFAULT);
  CHECK(error_of(setsockopt(s, SOL_SOCKET, SO_DONTLINGER, nullptr, 0)) == WSAEFAULT);
  const SOCKET closed = tcp();  // and closed again at once
  CHECK(error_of(setsockopt(closed, SOL_SOCKET, SO_DEBUG, value, 4)) == WSAENOTSOCK);
}
