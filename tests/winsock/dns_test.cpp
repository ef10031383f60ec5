// Names that only the DNS knows: getaddrinfo and gethostbyname ask a server that lives in this very stack, a UDP socket on a
// thread. What it says depends on the first part of the name: "both", "four", "gone", "broken", "silent".
//
// The case about silence takes seven real seconds: that is how long one silent server is asked.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <loopsock/stack.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/winsock/support.hpp"

namespace {

using namespace winsock_test;

constexpr char type_aaaa = 28;  // RFC 3596, 2.1; the other question is for A

// RFC 1035, 4.1: [ header, 12 bytes | question | answers ]. A question's name ends with its first empty label.
class dns_server {
 public:
  explicit dns_server(const char* address, bool knows_all = false) : knows_all_(knows_all) {
    s_ = udp();
    ready = bind_to(s_, name_at(address, 53)) == 0;
    if (ready) thread_ = std::thread([this] { serve(); });
  }
  ~dns_server() {
    stopping_ = true;
    // A datagram to itself ends the wait.
    const socket_name own = local_of(s_);
    if (thread_.joinable()) {
      send_byte_to(s_, own);
      thread_.join();
    }
  }

  std::atomic<bool> ready{false};
  std::atomic<int> asked_a{0}, asked_aaaa{0};
  int asked() const { return asked_a + asked_aaaa; }

 private:
  void serve() {
    while (!stopping_) {
      char room[512];
      socket_name from;
      const int got = recvfrom(s_, room, sizeof room, 0, from.plain(), &from.length);
      if (got < 18) continue;  // no question is shorter: the header, a name of one character, type and class
      const std::string reply = answer(std::string(room, static_cast<std::size_t>(got)));
      if (!reply.empty()) sendto(s_, reply.data(), static_cast<int>(reply.size()), 0, from.plain(), from.length);
    }
  }

  std::string answer(const std::string& query) {
    const std::size_t end = query.find('\0', 12);
    if (end == query.npos || query.size() < end + 5) return "";
    const bool v6 = query[end + 2] == type_aaaa;
    ++(v6 ? asked_aaaa : asked_a);
    const auto begins = [&](const char* label) { return query.compare(13, std::strlen(label), label) == 0; };
    if (begins("silent")) return "";

    std::string reply = query.substr(0, end + 5);
    reply[2] = '\x81';                                       // a response; recursion was desired
    reply[3] = '\x80';                                       // recursion available, no error
    if (!knows_all_ && begins("gone")) reply[3] = '\x83';    // no such name
    if (!knows_all_ && begins("broken")) reply[3] = '\x82';  // the server failed
    const bool known = knows_all_ || begins("both") || (begins("four") && !v6);
    if (!known) return reply;
    reply[7] = 1;  // one answer
    const char record[] = {'\xc0', 12, 0, query[end + 2], 0, 1, 0, 0, 14, 16, 0, static_cast<char>(v6 ? 16 : 4)};
    reply.append(record, sizeof record);
    const char address4[] = {'\xc0', 0, 2, 10};  // 192.0.2.10, RFC 5737
    const char address6[16] = {0x20, 0x01, 0x0d, '\xb8', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10};
    reply.append(v6 ? address6 : address4, v6 ? sizeof address6 : sizeof address4);
    return reply;
  }

  const bool knows_all_;
  held_socket s_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

/// Servers for the length of a test.
struct servers {
  explicit servers(std::vector<const char*> list) { result = loopsock_set_dns_servers(list.data(), list.size()); }
  ~servers() { loopsock_set_dns_servers(nullptr, 0); }
  servers(const servers&) = delete;
  servers& operator=(const servers&) = delete;
  int result;
};

struct found {
  int result = 0;
  std::vector<std::string> addresses;
};

found look_up(const char* name, int family = AF_UNSPEC) {
  addrinfo hints{}, *list = nullptr;
  hints.ai_family = family;
  found all;
  all.result = getaddrinfo(name, nullptr, &hints, &list);
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    socket_name at;
    std::memcpy(&at.at, one->ai_addr, one->ai_addrlen);
    all.addresses.push_back(at.text());
  }
  if (list != nullptr) freeaddrinfo(list);
  return all;
}

milliseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

using texts = std::vector<std::string>;

}  // namespace

TEST_CASE("dns: a name that nobody here knows comes from the server, in both families") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  REQUIRE(set.result == LOOPSOCK_OK);
  const found both = look_up("both.dns.test");
  CHECK(both.result == 0);
  CHECK(both.addresses == texts{"2001:db8::10", "192.0.2.10"});
  CHECK(look_up("both.dns.test", AF_INET).addresses == texts{"192.0.2.10"});
  CHECK(look_up("both.dns.test.", AF_INET6).addresses == texts{"2001:db8::10"});
  CHECK(look_up("four.dns.test").addresses == texts{"192.0.2.10"});
}

TEST_CASE("dns: gethostbyname asks for IPv4 alone, and each time anew") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  for (int i = 1; i <= 2; ++i) {
    hostent* const host = gethostbyname("both.dns.test");
    REQUIRE(host != nullptr);
    CHECK(std::memcmp(host->h_addr_list[0], "\xc0\x00\x02\x0a", 4) == 0);
    CHECK(server.asked_a >= i);
  }
  CHECK(server.asked_aaaa == 0);
}

TEST_CASE("dns: a server that says there is no such name is believed") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  CHECK(look_up("gone.dns.test").result == WSAHOST_NOT_FOUND);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
  CHECK(gethostbyname("gone.dns.test") == nullptr);
  CHECK(WSAGetLastError() == WSAHOST_NOT_FOUND);
}

TEST_CASE("dns: the next server is asked where one fails") {
  const started winsock;
  const dns_server first("127.0.0.1"), second("127.0.0.53", true);
  REQUIRE(first.ready);
  REQUIRE(second.ready);
  const servers set({"127.0.0.1", "127.0.0.53"});
  const found all = look_up("broken.dns.test");
  CHECK(all.addresses == texts{"2001:db8::10", "192.0.2.10"});
  CHECK(first.asked() >= 2);
  CHECK(second.asked() >= 2);
}

TEST_CASE("dns: a server may be asked over IPv6") {
  const started winsock;
  held_socket six = udp(AF_INET6);
  REQUIRE(bind_to(six, name_at("::1", 53)) == 0);
  const servers set({"::1"});
  std::thread asking([] { look_up("both.dns.test", AF_INET); });
  char room[512] = "";
  socket_name from;
  const int got = recvfrom(six, room, sizeof room, 0, from.plain(), &from.length);
  room[2] = '\x81';
  room[3] = '\x83';
  sendto(six, room, got, 0, from.plain(), from.length);
  asking.join();
  CHECK(got == 12 + 15 + 4);
  CHECK(from.text() == "::1");
}

TEST_CASE("dns: a silent server is asked again for a while, and then the name may exist or not") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  const auto start = std::chrono::steady_clock::now();
  CHECK(look_up("silent.dns.test", AF_INET).result == WSATRY_AGAIN);
  CHECK(since(start) > 3s);
  CHECK(since(start) < 20s);
  CHECK(server.asked_a == 4);
  CHECK(look_up("both.dns.test", AF_INET).result == 0);
}

TEST_CASE("dns: without servers, and for what is no name, nobody is asked") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  CHECK(look_up("both.dns.test").result == WSAHOST_NOT_FOUND);
  const servers set({"127.0.0.1"});
  const std::string long_label(64, 'a');
  CHECK(look_up((long_label + ".dns.test").c_str()).result == WSAHOST_NOT_FOUND);
  CHECK(look_up("both..test").result == WSAHOST_NOT_FOUND);
  CHECK(look_up("localhost").result == 0);
  CHECK(server.asked() == 0);
}

TEST_CASE("dns: the application's own table comes first") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  REQUIRE(loopsock_add_host("both.dns.test", "192.0.2.99") == LOOPSOCK_OK);
  CHECK(look_up("Both.DNS.test", AF_INET).addresses == texts{"192.0.2.99"});
  CHECK(server.asked() == 0);
  CHECK(loopsock_remove_host("both.dns.test") == LOOPSOCK_OK);
  CHECK(look_up("both.dns.test", AF_INET).addresses == texts{"192.0.2.10"});
}

TEST_CASE("dns: more threads may ask than lwIP has places for questions") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 24; ++i)
    threads.emplace_back([&, i] {
      const std::string name = "both." + std::to_string(i) + ".test";
      if (look_up(name.c_str()).addresses == texts{"2001:db8::10", "192.0.2.10"}) ++right;
    });
  for (std::thread& one : threads) one.join();
  CHECK(right == 24);
}

TEST_CASE("dns: lists of servers that cannot be are refused, and the old one stays") {
  const started winsock;
  const dns_server server("127.0.0.1");
  REQUIRE(server.ready);
  const servers set({"127.0.0.1"});
  const char* const many[] = {"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"};
  CHECK(loopsock_set_dns_servers(many, 5) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(loopsock_set_dns_servers(nullptr, 1) == LOOPSOCK_BAD_ARGUMENT);
  for (const char* wrong : {"", "server", "0.0.0.0", "::", "224.0.0.1", "127.1", "127.0.0.1:53"})
    CHECK(loopsock_set_dns_servers(&wrong, 1) == LOOPSOCK_BAD_ARGUMENT);
  const char* const nothing = nullptr;
  CHECK(loopsock_set_dns_servers(&nothing, 1) == LOOPSOCK_BAD_ARGUMENT);
  CHECK(look_up("both.dns.test", AF_INET).result == 0);
}
