// Multicast groups by source: whom a member hears after each of the options, after setsourcefilter and its relatives, and what is refused.
// The group is 233.252.0.9 or ff0e::db8:9 (RFC 5771, RFC 3849: documentation only); the senders are 127.0.0.2 and 127.0.0.3.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

IN_ADDR ipv4(unsigned host_order) {
  IN_ADDR address{};
  address.s_addr = htonl(host_order);
  return address;
}
const IN_ADDR group = ipv4(0xe9fc0009), first_source = ipv4(0x7f000002), second_source = ipv4(0x7f000003);

SOCKADDR_STORAGE storage(const char* address) { return name_at(address, 0).at; }

/// A receiver at some port, and two senders that send to the group there.
struct hall {
  hall() {
    receiver = udp();
    bind_to(receiver, name_at("0.0.0.0", 0));
    first = udp();
    bind_to(first, name_at("127.0.0.2", 0));
    second = udp();
    bind_to(second, name_at("127.0.0.3", 0));
    for (SOCKET s : {SOCKET(first), SOCKET(second)}) {
      IN_ADDR by = s == SOCKET(first) ? first_source : second_source;
      set_option(s, IPPROTO_IP, IP_MULTICAST_IF, by);
    }
  }

  /// Which of the two are heard: "", "1", "2", "12".
  std::string hears() {
    const std::uint16_t port = local_of(receiver).port();
    const socket_name to_group = name_at("233.252.0.9", port);
    sendto(first, "1", 1, 0, to_group.plain(), to_group.length);
    sendto(second, "2", 1, 0, to_group.plain(), to_group.length);
    // What comes after both, to the socket itself, tells that they have been or will not be.
    const socket_name direct = name_at("127.0.0.1", port);
    sendto(first, ".", 1, 0, direct.plain(), direct.length);
    std::string all;
    for (char one = 0;;) {
      if (!wait_for(receiver, ready_for::reading) || recv(receiver, &one, 1, 0) != 1) return all + "?";
      if (one == '.') break;
      all += one;
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  int source(int option, const IN_ADDR& from, const IN_ADDR& of = group) {
    IP_MREQ_SOURCE request{};
    request.imr_multiaddr = of;
    request.imr_sourceaddr = from;
    request.imr_interface = ipv4(INADDR_LOOPBACK);
    return set_option(receiver, IPPROTO_IP, option, request) ? 0 : WSAGetLastError();
  }
  int any_source(int option, const char* from, const char* of = "233.252.0.9") {
    GROUP_SOURCE_REQ request{};
    request.gsr_group = storage(of);
    request.gsr_source = storage(from);
    return set_option(receiver, IPPROTO_IP, option, request) ? 0 : WSAGetLastError();
  }
  int whole(int option) {
    IP_MREQ request{};
    request.imr_multiaddr = group;
    request.imr_interface = ipv4(INADDR_LOOPBACK);
    return set_option(receiver, IPPROTO_IP, option, request) ? 0 : WSAGetLastError();
  }

  held_socket receiver, first, second;
};

}  // namespace

TEST_CASE("multicast sources: a member of the whole group can be deaf to some") {
  const started winsock;
  hall h;
  CHECK(h.hears().empty());
  REQUIRE(h.whole(IP_ADD_MEMBERSHIP) == 0);
  CHECK(h.hears() == "12");
  CHECK(h.source(IP_BLOCK_SOURCE, first_source) == 0);
  CHECK(h.hears() == "2");
  CHECK(h.source(IP_BLOCK_SOURCE, first_source) == WSAEADDRNOTAVAIL);
  CHECK(h.source(IP_UNBLOCK_SOURCE, first_source) == 0);
  CHECK(h.hears() == "12");
  CHECK(h.source(IP_UNBLOCK_SOURCE, first_source) == WSAEADDRNOTAVAIL);
  CHECK(h.source(IP_ADD_SOURCE_MEMBERSHIP, first_source) == WSAEINVAL);  // a member of the whole already
  CHECK(h.whole(IP_DROP_MEMBERSHIP) == 0);
  CHECK(h.hears().empty());
  CHECK(h.source(IP_BLOCK_SOURCE, first_source) == WSAEADDRNOTAVAIL);
}

TEST_CASE("multicast sources: a member by sources hears these alone, and is none after the last") {
  const started winsock;
  hall h;
  REQUIRE(h.source(IP_ADD_SOURCE_MEMBERSHIP, first_source) == 0);
  CHECK(h.hears() == "1");
  CHECK(h.source(IP_ADD_SOURCE_MEMBERSHIP, first_source) == WSAEADDRNOTAVAIL);
  CHECK(h.source(IP_ADD_SOURCE_MEMBERSHIP, second_source) == 0);
  CHECK(h.hears() == "12");
  CHECK(h.source(IP_BLOCK_SOURCE, second_source) == WSAEINVAL);
  CHECK(h.source(IP_DROP_SOURCE_MEMBERSHIP, first_source) == 0);
  CHECK(h.hears() == "2");
  CHECK(h.source(IP_DROP_SOURCE_MEMBERSHIP, first_source) == WSAEADDRNOTAVAIL);
  CHECK(h.source(IP_DROP_SOURCE_MEMBERSHIP, second_source) == 0);
  CHECK(h.hears().empty());
  CHECK(h.source(IP_DROP_SOURCE_MEMBERSHIP, second_source) == WSAEADDRNOTAVAIL);
  CHECK(h.whole(IP_ADD_MEMBERSHIP) == 0);  // nothing of it is left
}

TEST_CASE("multicast sources: the names that either family has do the same") {
  const started winsock;
  hall h;
  CHECK(h.any_source(MCAST_JOIN_SOURCE_GROUP, "127.0.0.3") == 0);
  CHECK(h.hears() == "2");
  CHECK(h.any_source(MCAST_LEAVE_SOURCE_GROUP, "127.0.0.3") == 0);
  GROUP_REQ request{};
  request.gr_group = storage("233.252.0.9");
  REQUIRE(set_option(h.receiver, IPPROTO_IP, MCAST_JOIN_GROUP, request));
  CHECK(h.any_source(MCAST_BLOCK_SOURCE, "127.0.0.3") == 0);
  CHECK(h.hears() == "1");
  CHECK(h.any_source(MCAST_UNBLOCK_SOURCE, "127.0.0.3") == 0);
  CHECK(h.hears() == "12");
  CHECK(set_option(h.receiver, IPPROTO_IP, MCAST_LEAVE_GROUP, request));
  CHECK(h.any_source(MCAST_JOIN_SOURCE_GROUP, "::1") == WSAEINVAL);
  CHECK(h.any_source(MCAST_JOIN_SOURCE_GROUP, "127.0.0.2", "127.0.0.2") == WSAEADDRNOTAVAIL);
  CHECK(h.source(IP_ADD_SOURCE_MEMBERSHIP, group) == WSAEINVAL);  // no sender is a group
}

TEST_CASE("multicast sources: over IPv6") {
  const started winsock;
  held_socket receiver = udp(AF_INET6), sender = udp(AF_INET6);
  REQUIRE(bind_to(receiver, name_at("::", 0)) == 0);
  REQUIRE(bind_to(sender, name_at("::1", 0)) == 0);
  GROUP_SOURCE_REQ request{};
  request.gsr_group = storage("ff0e::db8:9");
  request.gsr_source = storage("::1");
  REQUIRE(set_option(receiver, IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP, request));
  const socket_name to = name_at("ff0e::db8:9", local_of(receiver).port());
  CHECK(send_byte_to(sender, to) == 1);
  CHECK(wait_for(receiver, ready_for::reading));
  request.gsr_group = storage("233.252.0.9");
  request.gsr_source = storage("127.0.0.2");
  CHECK(!set_option(receiver, IPPROTO_IPV6, MCAST_JOIN_SOURCE_GROUP, request));
  CHECK(WSAGetLastError() == WSAEAFNOSUPPORT);
}

TEST_CASE("multicast sources: the whole filter of an IPv4 group is set and read at once") {
  const started winsock;
  hall h;
  const IN_ADDR both[] = {first_source, second_source};
  const IN_ADDR link = ipv4(INADDR_LOOPBACK);
  REQUIRE(setipv4sourcefilter(h.receiver, link, group, MCAST_INCLUDE, 1, both) == 0);
  CHECK(h.hears() == "1");
  REQUIRE(setipv4sourcefilter(h.receiver, link, group, MCAST_EXCLUDE, 1, both) == 0);
  CHECK(h.hears() == "2");
  REQUIRE(setipv4sourcefilter(h.receiver, link, group, MCAST_INCLUDE, 2, both) == 0);
  CHECK(h.hears() == "12");

  MULTICAST_MODE_TYPE mode = MCAST_EXCLUDE;
  ULONG count = 1;
  IN_ADDR found[2] = {};
  REQUIRE(getipv4sourcefilter(h.receiver, link, group, &mode, &count, found) == 0);
  CHECK(mode == MCAST_INCLUDE);
  CHECK(count == 2);  // of which one had room
  CHECK(found[0].s_addr == first_source.s_addr);
  CHECK(found[1].s_addr == 0);
  REQUIRE(getipv4sourcefilter(h.receiver, link, group, &mode, &count, found) == 0);
  CHECK(found[1].s_addr == second_source.s_addr);

  REQUIRE(setipv4sourcefilter(h.receiver, link, group, MCAST_INCLUDE, 0, nullptr) == 0);  // that is to leave
  CHECK(h.hears().empty());
  CHECK(error_of(getipv4sourcefilter(h.receiver, link, group, &mode, &count, found)) == WSAEADDRNOTAVAIL);
  CHECK(error_of(setipv4sourcefilter(h.receiver, link, link, MCAST_INCLUDE, 1, both)) == WSAEADDRNOTAVAIL);
  CHECK(error_of(setipv4sourcefilter(tcp(), link, group, MCAST_INCLUDE, 1, both)) == WSAEOPNOTSUPP);
  CHECK(error_of(setipv4sourcefilter(udp(AF_INET6), link, group, MCAST_INCLUDE, 1, both)) == WSAEAFNOSUPPORT);
}

TEST_CASE("multicast sources: the whole filter of a group of either family") {
  const started winsock;
  hall h;
  const socket_name where = name_at("233.252.0.9", 0);
  const SOCKADDR_STORAGE sources[] = {storage("127.0.0.3"), storage("127.0.0.3")};
  REQUIRE(setsourcefilter(h.receiver, 0, where.plain(), where.length, MCAST_EXCLUDE, 2, sources) == 0);
  CHECK(h.hears() == "1");
  MULTICAST_MODE_TYPE mode = MCAST_INCLUDE;
  ULONG count = 4;
  SOCKADDR_STORAGE found[4] = {};
  REQUIRE(getsourcefilter(h.receiver, 0, where.plain(), where.length, &mode, &count, found) == 0);
  CHECK(mode == MCAST_EXCLUDE);
  CHECK(count == 1);  // named twice, it is still one
  CHECK(reinterpret_cast<const sockaddr_in&>(found[0]).sin_addr.s_addr == second_source.s_addr);
  CHECK(error_of(setsourcefilter(h.receiver, 0, nullptr, 0, MCAST_EXCLUDE, 0, nullptr)) == WSAEINVAL);

  // The list has to be there in full.
  IP_MSFILTER filter{};
  filter.imsf_multiaddr = group;
  filter.imsf_numsrc = 3;
  DWORD bytes = 0;
  CHECK(error_of(WSAIoctl(h.receiver, SIO_SET_MULTICAST_FILTER, &filter, sizeof filter, nullptr, 0, &bytes, nullptr,
                          nullptr)) == WSAEFAULT);
}
