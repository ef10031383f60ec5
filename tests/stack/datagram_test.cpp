// datagram_test: UDP and raw ports of lwIP over loopback. A send is delivered when it returns, so nothing here waits.
#include "stack/lwip/datagram_port.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "stack/lwip/core.hpp"
#include "tests/support/catch.hpp"

using namespace loopsock;
using lwip::datagram_options;
using lwip::datagram_port;
using lwip::datagram_result;

namespace {

const ip_address v4_loopback = ip_address::loopback_v4();
const ip_address v6_loopback = ip_address::loopback_v6();
const ip_address nobody;

/// Counts what it is told.
struct listener : event_sink {
  void on_events(handle, events what, deferred&) noexcept override {
    if (any(what & events::readable)) ++readable;
  }
  int readable = 0;
};

/// A port that closes itself and whose calls take strings.
struct port {
  explicit port(bool v6 = false) { REQUIRE((start(), datagram_port::open_udp(v6, {&told, 4}, raw)) == error::none); }
  port(bool v6, std::uint8_t protocol) {
    REQUIRE((start(), datagram_port::open_raw(v6, protocol, {&told, 4}, raw)) == error::none);
  }
  port(const port&) = delete;
  port& operator=(const port&) = delete;
  ~port() {
    deferred work;
    raw->close(work);
  }
  static void start() { REQUIRE(lwip::start_core() == error::none); }

  port& bound(const ip_address& address, std::uint16_t number, bool dual = false) {
    REQUIRE(raw->bind({address, number}, dual) == error::none);
    return *this;
  }
  io_result send(std::string_view bytes, const endpoint& to = {}) {
    const const_buffer piece{reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
    deferred work;
    return raw->send({&piece, 1}, to, work);
  }
  void sent(std::string_view bytes, const endpoint& to = {}) {
    const io_result result = send(bytes, to);
    REQUIRE(result.failure == error::none);
    REQUIRE(result.bytes == bytes.size());
  }
  datagram_result receive(bool peek = false, std::size_t room = 70000) {
    text.assign(room, '?');
    const buffer piece{reinterpret_cast<std::byte*>(text.data()), text.size()};
    deferred work;
    const datagram_result result = raw->receive({&piece, 1}, peek, work);
    text.resize(result.bytes);
    return result;
  }
  /// The next datagram's text, or what failed.
  std::string next() {
    const datagram_result result = receive();
    return result.failure == error::none ? text : name_of(result.failure);
  }

  listener told;
  datagram_port* raw = nullptr;
  std::string text;
};

/// RFC 1071, over bytes.
std::uint16_t internet_checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    sum += std::uint32_t{static_cast<std::uint8_t>(bytes[i])} << 8;
    if (i + 1 < bytes.size()) sum += static_cast<std::uint8_t>(bytes[i + 1]);
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::string echo_request_v4(std::string_view payload) {
  std::string message("\x08\x00\x00\x00\x12\x34\x00\x01", 8);
  message += payload;
  const std::uint16_t sum = internet_checksum(message);
  message[2] = static_cast<char>(sum >> 8);
  message[3] = static_cast<char>(sum & 0xff);
  return message;
}

}  // namespace

TEST_CASE("udp: a datagram arrives with its sender, its destination and its hop limit", "[datagram]") {
  const bool v6 = GENERATE(false, true);
  const ip_address here = v6 ? v6_loopback : v4_loopback;
  port a(v6), b(v6);
  a.bound(here, 40001);
  b.bound(here, 40002);
  datagram_options options;
  options.hop_limit = 77;
  a.raw->set_options(options);
  a.sent("hello", {here, 40002});
  const datagram_result got = b.receive();
  CHECK(got.failure == error::none);
  CHECK(b.text == "hello");
  CHECK(got.from == endpoint{here, 40001});
  CHECK(got.label.to == here);
  CHECK(got.label.hop_limit == 77);
  CHECK(b.next() == "would_block");
  CHECK(a.next() == "would_block");
}

TEST_CASE("udp: a wildcard port receives, and is answered at the address it was reached by", "[datagram]") {
  port server, client;
  server.bound(ip_address::any_v4(), 40001);
  client.bound(ip_address::any_v4(), 40002);
  client.sent("ping", {v4_loopback, 40001});
  const datagram_result got = server.receive();
  REQUIRE(got.from == endpoint{v4_loopback, 40002});
  server.sent("pong", got.from);
  CHECK(client.next() == "pong");
}

TEST_CASE("udp: all of 127/8 is this machine", "[datagram]") {
  const ip_address nine = ip_address::v4(127, 0, 0, 9);
  port a, b, other;
  a.bound(nine, 40001);
  b.bound(v4_loopback, 40002);
  other.bound(v4_loopback, 40001);
  b.sent("to nine", {nine, 40001});
  const datagram_result got = a.receive();
  CHECK(a.text == "to nine");
  CHECK(got.label.to == nine);
  CHECK(other.next() == "would_block");
  a.sent("from nine", {v4_loopback, 40002});
  CHECK(b.receive().from == endpoint{nine, 40001});
}

TEST_CASE("udp: a dual port takes both versions and tells them apart", "[datagram]") {
  port dual(true), four, six(true);
  dual.bound(ip_address::any_v6(), 40001, true);
  four.bound(v4_loopback, 40002);
  six.bound(v6_loopback, 40003);
  four.sent("four", {v4_loopback, 40001});
  six.sent("six", {v6_loopback, 40001});
  CHECK(dual.receive().from == endpoint{v4_loopback, 40002});
  CHECK(dual.receive().from == endpoint{v6_loopback, 40003});
  dual.sent("to four", {v4_loopback, 40002});
  dual.sent("to six", {v6_loopback, 40003});
  CHECK(four.next() == "to four");
  CHECK(six.next() == "to six");
}

TEST_CASE("udp: an IPv6 port that is not dual takes no IPv4", "[datagram]") {
  port six(true), four;
  six.bound(ip_address::any_v6(), 40001);
  four.bound(v4_loopback, 40002);
  four.sent("four", {v4_loopback, 40001});
  CHECK(six.next() == "would_block");
  CHECK(six.send("x", {v4_loopback, 40002}).failure == error::family_not_supported);
  CHECK(four.send("x", {v6_loopback, 40001}).failure == error::family_not_supported);
}

TEST_CASE("udp: a connected port hears its peer alone, until it is disconnected", "[datagram]") {
  port a, peer, stranger;
  a.bound(v4_loopback, 40001);
  peer.bound(v4_loopback, 40002);
  stranger.bound(v4_loopback, 40003);
  REQUIRE(a.raw->connect({v4_loopback, 40002}) == error::none);
  stranger.sent("no", {v4_loopback, 40001});
  peer.sent("yes", {v4_loopback, 40001});
  CHECK(a.next() == "yes");
  CHECK(a.next() == "would_block");
  a.sent("to the peer");
  CHECK(peer.next() == "to the peer");
  REQUIRE(a.raw->connect({nobody, 0}) == error::none);
  CHECK(a.send("whom?").failure == error::destination_required);
  stranger.sent("now", {v4_loopback, 40001});
  CHECK(a.next() == "now");
}

TEST_CASE("udp: on a shared port number the connected one is served first", "[datagram]") {
  port all, one, peer, other;
  all.bound(v4_loopback, 40001);
  one.bound(v4_loopback, 40001);
  peer.bound(v4_loopback, 40002);
  other.bound(v4_loopback, 40003);
  REQUIRE(one.raw->connect({v4_loopback, 40002}) == error::none);
  peer.sent("for one", {v4_loopback, 40001});
  other.sent("for all", {v4_loopback, 40001});
  CHECK(one.next() == "for one");
  CHECK(one.next() == "would_block");
  CHECK(all.next() == "for all");
}

TEST_CASE("udp: a port can send to itself", "[datagram]") {
  port a;
  a.bound(v4_loopback, 40001);
  a.sent("me", {v4_loopback, 40001});
  CHECK(a.next() == "me");
}

TEST_CASE("udp: an empty datagram is received as zero bytes", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40002);
  a.sent("", {v4_loopback, 40002});
  CHECK(b.raw->may_read());
  CHECK(b.raw->unread(true) == 0);
  CHECK(b.receive(true).failure == error::none);
  const datagram_result got = b.receive(false, 0);
  CHECK(got.failure == error::none);
  CHECK(got.bytes == 0);
  CHECK(got.from.port == 40001);
  CHECK_FALSE(b.raw->may_read());
}

TEST_CASE("udp: a peek leaves the datagram", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40002);
  a.sent("first", {v4_loopback, 40002});
  a.sent("second!", {v4_loopback, 40002});
  CHECK(b.raw->unread(false) == 5);
  CHECK(b.raw->unread(true) == 12);
  CHECK(b.receive(true).bytes == 5);
  CHECK(b.receive(true, 3).failure == error::message_too_long);
  CHECK(b.next() == "first");
  CHECK(b.next() == "second!");
}

TEST_CASE("udp: what does not fit the caller's buffer is lost, and said to be", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40002);
  a.sent("abcdef", {v4_loopback, 40002});
  a.sent("next", {v4_loopback, 40002});
  const datagram_result got = b.receive(false, 4);
  CHECK(got.failure == error::message_too_long);
  CHECK(got.bytes == 4);
  CHECK(b.text == "abcd");
  CHECK(got.from == endpoint{v4_loopback, 40001});
  CHECK(b.next() == "next");
}

TEST_CASE("udp: pieces are gathered and scattered", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40002);
  const std::string one = "abc", two = "defgh";
  const auto bytes = [](const std::string& s) {
    return const_buffer{reinterpret_cast<const std::byte*>(s.data()), s.size()};
  };
  const std::array<const_buffer, 3> out{bytes(one), const_buffer{}, bytes(two)};
  deferred work;
  REQUIRE(a.raw->send(out, {v4_loopback, 40002}, work).bytes == 8);
  std::array<std::byte, 2> first{};
  std::array<std::byte, 16> rest{};
  const std::array<buffer, 3> in{buffer{first.data(), first.size()}, buffer{}, buffer{rest.data(), rest.size()}};
  REQUIRE(b.raw->receive(in, false, work).bytes == 8);
  CHECK(static_cast<char>(first[1]) == 'b');
  CHECK(static_cast<char>(rest[0]) == 'c');
  CHECK(static_cast<char>(rest[5]) == 'h');
}

TEST_CASE("udp: the largest datagram arrives whole, one byte more is refused", "[datagram]") {
  const bool v6 = GENERATE(false, true);
  const ip_address here = v6 ? v6_loopback : v4_loopback;
  const std::size_t most = v6 ? 65487 : 65507;
  port a(v6), b(v6);
  a.bound(here, 40001);
  b.bound(here, 40002);
  std::string large(most, 'x');
  for (std::size_t i = 0; i < most; ++i) large[i] = static_cast<char>(i * 31 >> 3);
  a.sent(large, {here, 40002});
  CHECK(b.receive().failure == error::none);
  CHECK((b.text == large));
  large += 'y';
  CHECK(a.send(large, {here, 40002}).failure == error::message_too_long);
  CHECK(b.next() == "would_block");
}

TEST_CASE("udp: a full receive buffer drops the newest", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40002);
  datagram_options options;
  options.receive_bytes = 1000;
  b.raw->set_options(options);
  for (int i = 0; i < 20; ++i) a.sent(std::string(100, static_cast<char>('a' + i)), {v4_loopback, 40002});
  CHECK(b.raw->unread(true) == 1000);
  for (int i = 0; i < 10; ++i) CHECK(b.next() == std::string(100, static_cast<char>('a' + i)));
  CHECK(b.next() == "would_block");

  SECTION("an empty one takes a datagram of any size") {
    a.sent(std::string(5000, 'z'), {v4_loopback, 40002});
    a.sent("no room", {v4_loopback, 40002});
    CHECK(b.receive().bytes == 5000);
    CHECK(b.next() == "would_block");
  }
  SECTION("empty datagrams are bounded too") {
    int count = 0;
    for (int i = 0; i < 1000; ++i) a.sent("", {v4_loopback, 40002});
    while (b.receive().failure == error::none) ++count;
    CHECK(count > 10);
    CHECK(count < 100);
  }
}

TEST_CASE("udp: an armed port is told once, an unarmed one never", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40002);
  a.sent("1", {v4_loopback, 40002});
  CHECK(b.told.readable == 0);
  CHECK(b.raw->want_read());
  b.receive();
  CHECK_FALSE(b.raw->want_read());
  a.sent("2", {v4_loopback, 40002});
  a.sent("3", {v4_loopback, 40002});
  CHECK(b.told.readable == 1);

  SECTION("and whoever is attached later is the one who is told") {
    listener later;
    b.receive(), b.receive();
    CHECK_FALSE(b.raw->want_read());
    b.raw->attach({&later, 8});
    a.sent("4", {v4_loopback, 40002});
    CHECK(b.told.readable == 1);
    CHECK(later.readable == 1);
  }
}

TEST_CASE("udp: nobody at the other port is reported to the next receive, once", "[datagram]") {
  const int way = GENERATE(0, 1, 2);
  const ip_address here = way == 0 ? v4_loopback : way == 1 ? v6_loopback : ip_address::v4(127, 0, 0, 9);
  const bool connected = GENERATE(false, true);
  port a(here.is_v6()), b(here.is_v6());
  a.bound(here, 40001);
  b.bound(here, 40002);
  CHECK_FALSE(a.raw->want_read());
  if (connected) {
    REQUIRE(a.raw->connect({here, 40009}) == error::none);
  }
  a.sent("anybody?", {here, 40009});
  CHECK(a.told.readable == 1);
  CHECK(a.raw->may_read());
  CHECK(a.raw->unread(true) == 0);
  const datagram_result got = a.receive();
  CHECK(got.failure == error::connection_reset);
  CHECK(got.from == endpoint{here, 40009});
  CHECK(a.next() == "would_block");
  CHECK(b.next() == "would_block");
  if (!connected) {
    b.sent("still alive", {here, 40001});
    CHECK(a.next() == "still alive");
  }
}

TEST_CASE("udp: the report can be switched off, and goes only to the one of two sharers that had sent", "[datagram]") {
  port a, b;
  a.bound(v4_loopback, 40001);
  b.bound(v4_loopback, 40001);
  a.sent("anybody?", {v4_loopback, 40009});
  CHECK(b.next() == "would_block");
  CHECK(a.next() == "connection_reset");
  datagram_options options;
  options.report_unreachable = false;
  a.raw->set_options(options);
  a.sent("anybody?", {v4_loopback, 40009});
  CHECK(a.next() == "would_block");
}

TEST_CASE("udp: destinations that cannot be", "[datagram]") {
  port a;
  CHECK(a.send("x", {v4_loopback, 40002}).failure == error::invalid_argument);  // not bound: the registry was not asked
  a.bound(v4_loopback, 40001);
  CHECK(a.send("x").failure == error::destination_required);
  CHECK(a.send("x", {v4_loopback, 0}).failure == error::address_not_available);
  CHECK(a.send("x", {ip_address::any_v4(), 40002}).failure == error::address_not_available);
  CHECK(a.send("x", {ip_address::v4(10, 1, 2, 3), 40002}).failure == error::network_unreachable);
  CHECK(a.raw->connect({v6_loopback, 40002}) == error::family_not_supported);
  CHECK(a.raw->bind({nobody, 40001}, false) == error::invalid_argument);
}

TEST_CASE("udp: multicast reaches the members of the group on this machine", "[datagram]") {
  const bool v6 = GENERATE(false, true);
  ip_address group = ip_address::v4(239, 1, 2, 3);
  if (v6) {
    group = ip_address::any_v6();
    group.bytes[0] = 0xff, group.bytes[1] = 0x02, group.bytes[15] = 0x77;
  }
  const ip_address any = v6 ? ip_address::any_v6() : ip_address::any_v4();
  port sender(v6), one(v6), two(v6), outsider(v6), elsewhere(v6);
  sender.bound(any, 40001);
  for (port* member : {&one, &two}) {
    member->bound(any, 40002);
    REQUIRE(member->raw->join_group(group, nobody, true) == error::none);
  }
  outsider.bound(any, 40002);
  elsewhere.bound(any, 40003);
  REQUIRE(elsewhere.raw->join_group(group, nobody, true) == error::none);

  sender.sent("to all", {group, 40002});
  const datagram_result got = one.receive();
  CHECK(one.text == "to all");
  CHECK(got.from == endpoint{v6 ? v6_loopback : v4_loopback, 40001});
  CHECK(got.label.to == group);
  CHECK(got.label.hop_limit == 1);
  CHECK(two.next() == "to all");
  CHECK(outsider.next() == "would_block");
  CHECK(elsewhere.next() == "would_block");

  SECTION("but not who has left") {
    REQUIRE(two.raw->join_group(group, nobody, false) == error::none);
    sender.sent("again", {group, 40002});
    CHECK(one.next() == "again");
    CHECK(two.next() == "would_block");
    CHECK(two.raw->join_group(group, nobody, false) == error::address_not_available);
  }
  SECTION("nor who will not hear this machine's own, whatever the sender says") {
    datagram_options options;
    options.multicast_loop = false;
    sender.raw->set_options(options);
    two.raw->set_options(options);
    sender.sent("again", {group, 40002});
    CHECK(one.next() == "again");
    CHECK(two.next() == "would_block");
  }
  SECTION("joining takes a group, an interface of ours, and happens once") {
    CHECK(one.raw->join_group(group, nobody, true) == error::invalid_argument);
    CHECK(outsider.raw->join_group(v4_loopback, nobody, true) == error::invalid_argument);
    CHECK(outsider.raw->join_group(group, ip_address::v4(10, 1, 2, 3), true) == error::address_not_available);
    CHECK(outsider.raw->join_group(group, v6 ? v6_loopback : v4_loopback, true) == error::none);
  }
}

TEST_CASE("raw: an ICMP echo to 127.0.0.1 is answered, IP header included, and the request itself is not heard",
          "[datagram]") {
  port ping(false, 1), other(false, 1);
  const std::string request = echo_request_v4("are you there?");
  ping.sent(request, {v4_loopback, 0});
  const datagram_result answered = ping.receive();
  REQUIRE(answered.bytes == 20 + request.size());
  CHECK(answered.from == endpoint{v4_loopback, 0});
  CHECK(ping.text[0] == 0x45);
  CHECK(ping.text[20] == 0);  // echo reply
  CHECK(ping.text.substr(24) == request.substr(4));
  CHECK(internet_checksum(std::string_view(ping.text).substr(20)) == 0);
  CHECK(ping.next() == "would_block");
  CHECK(other.receive().bytes == answered.bytes);  // every raw port of the protocol hears it
  CHECK(other.next() == "would_block");
}

TEST_CASE("raw: an ICMPv6 echo to ::1 is answered, without header and with the checksum made here", "[datagram]") {
  port ping(true, 58);
  const std::string request("\x80\x00\xff\xff\x12\x34\x00\x01payload", 15);
  ping.sent(request, {v6_loopback, 0});
  CHECK(ping.receive().bytes == request.size());
  CHECK(ping.text[0] == '\x81');  // echo reply
  CHECK(ping.text.substr(4) == request.substr(4));
  CHECK(ping.send("abc", {v6_loopback, 0}).failure == error::invalid_argument);  // no room for a checksum
}

TEST_CASE("raw: with the caller's own header, the stack completes it", "[datagram]") {
  port raw(false, 253), watcher(false, 253);  // a protocol number for experiments (RFC 3692)
  datagram_options options;
  options.header_included = true;
  raw.raw->set_options(options);
  std::string packet("\x45\x00\x00\x00\x00\x00\x00\x00\x40\xfd\x00\x00\x00\x00\x00\x00\x7f\x00\x00\x01", 20);
  packet += "data";
  raw.sent(packet, {v4_loopback, 0});
  const datagram_result got = watcher.receive();
  REQUIRE(got.bytes == 24);
  CHECK(got.label.hop_limit == 0x40);
  CHECK(got.from.address == v4_loopback);
  CHECK(watcher.text.substr(2, 2) == std::string("\x00\x18", 2));
  CHECK(watcher.text.substr(4, 2) != std::string(2, '\0'));
  CHECK(internet_checksum(std::string_view(watcher.text).substr(0, 20)) == 0);
  CHECK(raw.send("too short for a header", {v4_loopback, 0}).failure == error::invalid_argument);
  CHECK(raw.send("short", {v4_loopback, 0}).failure == error::invalid_argument);
}

TEST_CASE("raw: a connected port hears its peer alone", "[datagram]") {
  const ip_address nine = ip_address::v4(127, 0, 0, 9);
  port a(false, 253), from_one(false, 253), from_nine(false, 253);
  a.bound(v4_loopback, 0);
  REQUIRE(a.raw->connect({nine, 0}) == error::none);
  from_one.bound(v4_loopback, 0);
  from_nine.bound(nine, 0);
  from_one.sent("one", {v4_loopback, 0});
  CHECK(a.next() == "would_block");
  from_nine.sent("nine", {v4_loopback, 0});
  CHECK(a.receive().from.address == nine);
}

TEST_CASE("a port may be closed with datagrams and an error waiting", "[datagram]") {
  port b;
  b.bound(v4_loopback, 40002);
  {
    port a;
    a.bound(v4_loopback, 40001);
    b.sent("unread", {v4_loopback, 40001});
    a.sent("x", {v4_loopback, 40009});
  }
  b.sent("gone", {v4_loopback, 40001});
  CHECK(b.next() == "connection_reset");
}
