// link_test: a link of the stack's, by a scripted neighbour at the other end of its cable.
#include <iphlpapi.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/tap.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/outside/cable.hpp"
#include "tests/support/catch.hpp"
#include "tests/winsock/started.hpp"

using namespace outside_test;
using namespace std::chrono_literals;
using winsock_test::held_socket;
using winsock_test::started;

namespace {

loopsock_tap_options plugged_into(const cable& c) {
  loopsock_tap_options with{};
  with.size = sizeof with;
  with.descriptor = c.stack_end();
  return with;
}

/// A link with 10.9.0.2/24, by default.
struct link_to {
  explicit link_to(const cable& c, const char* gateway = nullptr) {
    auto with = plugged_into(c);
    with.ipv4 = "10.9.0.2/24";
    with.gateway4 = gateway;
    number = loopsock_add_tap(&with);
    REQUIRE(number > 0);
  }
  ~link_to() { loopsock_remove_tap(number); }
  [[nodiscard]] loopsock_tap_info info() const {
    loopsock_tap_info all{};
    all.size = sizeof all;
    REQUIRE(loopsock_query_tap(number, &all) == LOOPSOCK_OK);
    return all;
  }
  int number = 0;
};

sockaddr_in at(const char* address, unsigned short port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = inet_addr(address);
  return name;
}

int send_to(SOCKET s, const char* address, int bytes_count) {
  const std::vector<char> data(static_cast<std::size_t>(bytes_count), 'x');
  const sockaddr_in to = at(address, 9);
  return sendto(s, data.data(), bytes_count, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

SOCKET new_udp() { return socket(AF_INET, SOCK_DGRAM, 0); }

bytes echo_request() {
  bytes message{8, 0, 0, 0, 0x12, 0x34, 0, 1, 'p', 'i', 'n', 'g'};
  const std::uint16_t sum = checksum(message);
  message[2] = static_cast<std::uint8_t>(sum >> 8);
  message[3] = static_cast<std::uint8_t>(sum);
  return message;
}

bytes sack_of(std::uint32_t from, std::uint32_t to) {
  bytes options{1, 1, 5, 10};
  append_32(options, from);
  append_32(options, to);
  return options;
}

}  // namespace

TEST_CASE("link: an address that is given is announced at once, and a ping to it answered with right checksums", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  // The announcement of its own (RFC 5227, 2.3): the sender asks for itself.
  REQUIRE(c.next([](const bytes& frame) { return frame[12] == 8 && frame[13] == 6 && frame[41] == 2; }));
  const auto info = link.info();
  CHECK(c.stack_mac == bytes(info.mac, info.mac + 6));
  CHECK((info.mac[0] & 3) == 2);
  c.put_packet(icmp, echo_request());
  const auto answer = c.next_packet(icmp);
  REQUIRE(answer);
  CHECK(checksum({answer->begin(), answer->begin() + 20}) == 0);
  CHECK(checksum({answer->begin() + 20, answer->end()}) == 0);
  CHECK((*answer)[20] == 0);
  CHECK(std::string(answer->begin() + 28, answer->end()) == "ping");
}

TEST_CASE("link: what has a wrong checksum is not answered", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  REQUIRE(c.next([](const bytes& frame) { return frame[13] == 6; }));
  bytes wrong = echo_request();
  wrong.back() ^= 1;
  // ICMP's; then UDP's, to a port where nobody listens, which would be told so.
  c.put_packet(icmp, wrong);
  c.put_packet(udp, {0, 9, 0, 99, 0, 8, 0x12, 0x34});
  c.put_packet(icmp, echo_request());
  const auto first = c.next_packet(icmp);
  REQUIRE(first);
  CHECK((*first)[20] == 0);
  CHECK(first->back() == 'g');
  CHECK_FALSE(c.next_packet(icmp, 50ms));
}

TEST_CASE("link: a datagram goes to a neighbour, a large one in fragments, and without a route at once nowhere", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  const held_socket s(new_udp());
  CHECK(send_to(s, "10.9.0.1", 100) == 100);
  const auto small = c.next_packet(udp);
  REQUIRE(small);
  CHECK(small->size() == 128);
  CHECK(send_to(s, "10.9.0.1", 4000) == 4000);
  std::size_t sum = 0;
  for (int i = 0; i < 3; ++i) {
    const auto fragment = c.next_packet(udp);
    REQUIRE(fragment);
    CHECK(fragment->size() <= 1500);
    sum += fragment->size() - 20;
  }
  CHECK(sum == 4008);
  CHECK(send_to(s, "192.0.2.1", 1) == SOCKET_ERROR);
  CHECK(WSAGetLastError() == WSAENETUNREACH);
}

TEST_CASE("link: what is not near goes to the gateway", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c, "10.9.0.1");
  const held_socket s(new_udp());
  CHECK(send_to(s, "192.0.2.1", 1) == 1);
  CHECK(c.next([](const bytes& frame) { return frame.size() > 33 && frame[12] == 8 && frame[13] == 0 && frame[30] == 192; }));
}

TEST_CASE("link: frames that find no room wait, 256 of them, in order; what is more is refused and counted", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  const held_socket s(new_udp());
  REQUIRE(send_to(s, "10.9.0.1", 1) == 1);
  REQUIRE(c.next_packet(udp));  // the neighbour is known from here on
  int taken = 0;
  while (taken < 5000 && send_to(s, "10.9.0.1", 1000 + taken % 400) > 0) ++taken;
  CHECK(WSAGetLastError() == WSAENOBUFS);
  CHECK(taken >= 256);
  CHECK(link.info().dropped_out == 1);
  for (int i = 0; i < taken; ++i) {
    const auto packet = c.next_packet(udp);
    REQUIRE(packet);
    REQUIRE(packet->size() == static_cast<std::size_t>(1028 + i % 400));
  }
  CHECK(send_to(s, "10.9.0.1", 5) == 5);
  CHECK(c.next_packet(udp));
}

TEST_CASE("link: a connection to its own address does not leave the stack", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  const held_socket listener(socket(AF_INET, SOCK_STREAM, 0)), client(socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in name = at("10.9.0.2", 4321);
  REQUIRE(bind(listener, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
  REQUIRE(listen(listener, 1) == 0);
  REQUIRE(connect(client, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0);
  const held_socket server(accept(listener, nullptr, nullptr));
  const std::vector<char> sent(60000, 's');
  REQUIRE(send(client, sent.data(), 60000, 0) == 60000);
  std::vector<char> got(60000);
  REQUIRE(recv(server, got.data(), 60000, MSG_WAITALL) == 60000);
  CHECK(got == sent);
  CHECK_FALSE(c.next([](const bytes& frame) { return frame[12] == 8 && frame[13] == 0 && frame[23] == tcp; }, 30ms));
}

TEST_CASE("link: a lost segment is sent again as soon as three more have come, and two that are new bring the third", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  const held_socket s(socket(AF_INET, SOCK_STREAM, 0));
  std::thread sending([&] {
    const sockaddr_in to = at("10.9.0.1", 9);
    const std::vector<char> data(14600, 'd');
    if (connect(s, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) send(s, data.data(), 14600, 0);
  });
  const auto request = c.next_segment();
  if (request) {
    segment reply{request->to, request->from, 7000, request->sequence + 1, syn | ack, 0};
    c.put_segment(reply, {2, 4, 0x05, 0xb4, 1, 1, 4, 2});  // an MSS of 1460, and SACK is understood
  }
  sending.join();
  REQUIRE(request);
  const std::uint32_t first = request->sequence + 1;
  const auto data_at = [&](std::uint32_t sequence, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
      const auto one = c.next_segment(limit);
      if (one && one->length != 0 && one->sequence == sequence) return true;
    }
    return false;
  };
  for (std::uint32_t i = 0; i < 3; ++i) REQUIRE(data_at(first + i * 1460, 2000ms));
  // The first is lost. Two have come beyond it: not enough, but new ones take their place on the link.
  const segment still{9, request->from, 7001, first, ack, 0};
  c.put_segment(still, sack_of(first + 1460, first + 3 * 1460));
  REQUIRE(data_at(first + 3 * 1460, 1000ms));
  c.put_segment(still, sack_of(first + 1460, first + 4 * 1460));
  CHECK(data_at(first, 1000ms));  // the timer would have taken three seconds
}

TEST_CASE("link: the machine's lists show it, with its mask, gateway and MAC address", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c, "10.9.0.1");
  ULONG room = 16384;
  std::vector<ULONG64> memory(room / 8);
  auto* all = reinterpret_cast<IP_ADAPTER_ADDRESSES*>(memory.data());
  REQUIRE(GetAdaptersAddresses(AF_INET, GAA_FLAG_INCLUDE_GATEWAYS, nullptr, all, &room) == NO_ERROR);
  while (all != nullptr && all->IfType != IF_TYPE_ETHERNET_CSMACD) all = all->Next;
  REQUIRE(all != nullptr);
  CHECK(all->PhysicalAddressLength == 6);
  CHECK(all->Mtu == 1500);
  REQUIRE(all->FirstUnicastAddress != nullptr);
  CHECK(all->FirstUnicastAddress->OnLinkPrefixLength == 24);
  REQUIRE(all->FirstGatewayAddress != nullptr);

  const held_socket s(new_udp());
  alignas(SOCKET_ADDRESS_LIST) char list_room[256];
  DWORD used = 0;
  REQUIRE(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, nullptr, 0, list_room, sizeof list_room, &used, nullptr, nullptr) == 0);
  const auto& list = *reinterpret_cast<const SOCKET_ADDRESS_LIST*>(list_room);
  REQUIRE(list.iAddressCount == 1);
  CHECK(reinterpret_cast<const sockaddr_in*>(list.Address[0].lpSockaddr)->sin_addr.s_addr == inet_addr("10.9.0.2"));
  INTERFACE_INFO interfaces[4];
  REQUIRE(WSAIoctl(s, SIO_GET_INTERFACE_LIST, nullptr, 0, interfaces, sizeof interfaces, &used, nullptr, nullptr) == 0);
  REQUIRE(used == 2 * sizeof *interfaces);
  CHECK(interfaces[1].iiNetmask.AddressIn.sin_addr.s_addr == htonl(0xffffff00));
}

TEST_CASE("link: its addresses can be waited for", "[link]") {
  const started winsock;
  cable c;
  const link_to link(c);
  CHECK(loopsock_wait_for_tap(link.number, LOOPSOCK_TAP_IPV4, 0) == LOOPSOCK_OK);
  CHECK(loopsock_wait_for_tap(link.number, LOOPSOCK_TAP_IPV6, 20) == LOOPSOCK_TIMED_OUT);
  CHECK(loopsock_wait_for_tap(link.number, LOOPSOCK_TAP_LINK_LOCAL, 8000) == LOOPSOCK_OK);
  CHECK(loopsock_wait_for_tap(link.number, 8, 0) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_wait_for_tap(link.number + 1, LOOPSOCK_TAP_IPV4, 0) == LOOPSOCK_NOT_FOUND);
  const auto info = link.info();
  REQUIRE(info.address_count == 2);
  CHECK(std::string(info.addresses[0].text) == "10.9.0.2");
  CHECK(info.addresses[0].prefix == 24);
  CHECK(info.addresses[0].dynamic == 0);
  CHECK(std::string(info.addresses[1].text).rfind("fe80::", 0) == 0);
  CHECK(info.addresses[1].dynamic == 1);
}

TEST_CASE("link: options that make no sense are refused, and a descriptor stays the caller's then", "[link]") {
  cable c;
  const auto refused = [&](auto change) {
    auto with = plugged_into(c);
    change(with);
    return loopsock_add_tap(&with);
  };
  CHECK(loopsock_add_tap(nullptr) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.size = 4; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.descriptor = -1; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.name = ""; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.name = "a name that is too long"; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.flags = 4; }) == LOOPSOCK_BAD_ARGUMENT);
  for (const char* wrong : {"", "10.9.0.2", "10.9.0.2/33", "10.9.0.2/0", "10.9.0.2/", "127.0.0.1/8", "224.0.0.1/24", "fd00::1/64"})
    CHECK(refused([&](auto& o) { o.ipv4 = wrong; }) == LOOPSOCK_BAD_ARGUMENT);
  for (const char* wrong : {"fd00::1", "fd00::1/65", "fe80::1/64", "::1/128", "10.9.0.2/24"})
    CHECK(refused([&](auto& o) { o.ipv6 = wrong; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.gateway4 = "10.9.0.1"; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.ipv4 = "10.9.0.2/24", o.flags = LOOPSOCK_TAP_DHCP; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.mtu = 67; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(refused([](auto& o) { o.mtu = 1279, o.ipv6 = "fd00::1/64"; }) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_remove_tap(0) == LOOPSOCK_NOT_FOUND);
  CHECK(loopsock_query_tap(1 << 30, nullptr) == LOOPSOCK_BAD_ARGUMENT);
  // Had one of them taken the descriptor, it would be closed.
  const link_to link(c);
  CHECK(loopsock_wait_for_tap(link.number, LOOPSOCK_TAP_IPV6, 100) == LOOPSOCK_NOT_STARTED);
}

TEST_CASE("link: one that lost its other end is down, and can be taken away and made anew again and again", "[link]") {
  const started winsock;
  for (int i = 0; i < 20; ++i) {
    cable c;
    const link_to link(c);
    c.cut();
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (link.info().up == 1 && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(1ms);
    CHECK(link.info().up == 0);
    const held_socket s(new_udp());
    CHECK(send_to(s, "10.9.0.1", 1) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAENETUNREACH);
  }
}
