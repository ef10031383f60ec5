// datagram_label_test: what a port tells of a datagram beside its bytes, and how one datagram is sent otherwise than the port's
// options say. A send is delivered when it returns, so nothing here waits.
#include "stack/base/datagram_label.hpp"

#include <string>
#include <string_view>

#include "stack/lwip/core.hpp"
#include "stack/lwip/datagram_port.hpp"
#include "stack/lwip/own_address.hpp"
#include "tests/support/catch.hpp"

using namespace loopsock;
using lwip::datagram_options;
using lwip::datagram_port;
using lwip::datagram_result;

namespace {

constexpr std::uint32_t loopback_link = 1;
constexpr std::uint32_t no_link = 77;
const ip_address everybody = ip_address::v4(255, 255, 255, 255);
const ip_address own_address = ip_address::v4(10, 77, 0, 1);
const ip_address other_own_address = ip_address::v4(10, 77, 0, 2);

ip_address loopback_of(bool v6) { return v6 ? ip_address::loopback_v6() : ip_address::loopback_v4(); }
ip_address any_of(bool v6) { return v6 ? ip_address::any_v6() : ip_address::any_v4(); }

struct deaf : event_sink {
  void on_events(handle, events, deferred&) noexcept override {}
};

/// A port that closes itself.
struct port {
  port(const ip_address& address, std::uint16_t number, bool dual = false) {
    REQUIRE(lwip::start_core() == error::none);
    REQUIRE(datagram_port::open_udp(address.is_v6(), {&told, 4}, raw) == error::none);
    REQUIRE(raw->bind({address, number}, dual) == error::none);
  }
  port(bool v6, std::uint8_t protocol) {
    REQUIRE(lwip::start_core() == error::none);
    REQUIRE(datagram_port::open_raw(v6, protocol, {&told, 4}, raw) == error::none);
  }
  port(const port&) = delete;
  port& operator=(const port&) = delete;
  ~port() {
    deferred work;
    raw->close(work);
  }

  port& with(const datagram_options& options) {
    raw->set_options(options);
    return *this;
  }
  error send(const endpoint& to, const datagram_manner& how = {}, std::string_view bytes = "hello") {
    const const_buffer piece{reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
    deferred work;
    return raw->send_as({&piece, 1}, to, how, work).failure;
  }
  datagram_result receive(bool peek = false) {
    text.assign(200, '?');
    const buffer piece{reinterpret_cast<std::byte*>(text.data()), text.size()};
    deferred work;
    const datagram_result result = raw->receive({&piece, 1}, peek, work);
    text.resize(result.bytes);
    return result;
  }

  deaf told;
  datagram_port* raw = nullptr;
  std::string text;
};

/// An address of this machine's own for the length of a test.
struct owned {
  explicit owned(const ip_address& its) : address(its) {
    REQUIRE(lwip::start_core() == error::none);
    REQUIRE(lwip::add_own_address(its) == error::none);
  }
  ~owned() { lwip::remove_own_address(address); }
  ip_address address;
};

}  // namespace

TEST_CASE("label: destination, link, hop limit and traffic class are those of the header", "[datagram]") {
  const bool v6 = GENERATE(false, true);
  const ip_address here = loopback_of(v6);
  port a(here, 40001), b(any_of(v6), 40002);
  a.with({.hop_limit = 77, .traffic_class = 0xb9});
  REQUIRE(a.send({here, 40002}) == error::none);
  const datagram_result got = b.receive();
  REQUIRE(got.failure == error::none);
  CHECK(got.label.to == here);
  CHECK(got.label.link == loopback_link);
  CHECK(got.label.hop_limit == 77);
  CHECK(got.label.traffic_class == 0xb9);
  CHECK_FALSE(got.label.broadcast);
}

TEST_CASE("label: a peek, and a datagram that does not fit, have it too; an error has none", "[datagram]") {
  const ip_address here = loopback_of(false);
  port a(here, 40001), b(here, 40002);
  REQUIRE(a.send({here, 40002}) == error::none);
  CHECK(b.receive(true).label.to == here);
  deferred work;
  const datagram_result cut = b.raw->receive({}, false, work);
  CHECK(cut.failure == error::message_too_long);
  CHECK(cut.label.to == here);
  CHECK(b.receive().label.to.family == ip_family::none);
}

TEST_CASE("label: what is told is what the options of the datagram's version ask for when it is taken", "[datagram]") {
  port dual(ip_address::any_v6(), 40001, true), four(loopback_of(false), 40002), six(loopback_of(true), 40003);
  REQUIRE(four.send({loopback_of(false), 40001}) == error::none);
  dual.with({.tell_v4 = tell_hop_limit, .tell_v6 = tell_arrival | tell_traffic_class});
  const datagram_result from_four = dual.receive();
  CHECK(from_four.label.told == tell_hop_limit);
  CHECK(from_four.label.to == loopback_of(false));  // not mapped
  REQUIRE(six.send({loopback_of(true), 40001}) == error::none);
  CHECK(dual.receive().label.told == (tell_arrival | tell_traffic_class));
}

TEST_CASE("label: the link of an own address is not loopback's", "[datagram]") {
  const owned one(own_address), two(other_own_address);
  port a(own_address, 40001), b(ip_address::any_v4(), 40002);
  REQUIRE(a.send({other_own_address, 40002}) == error::none);
  const datagram_result at_two = b.receive();
  CHECK(at_two.label.to == other_own_address);
  REQUIRE(a.send({own_address, 40002}) == error::none);
  const datagram_result at_one = b.receive();
  CHECK(at_one.label.to == own_address);
  CHECK(at_one.label.link > loopback_link);
  CHECK(at_two.label.link > loopback_link);
  CHECK(at_one.label.link != at_two.label.link);

  SECTION("and an answer may be sent back the way it came") {
    CHECK(b.send(at_two.from, {.source = at_two.label.to, .link = at_two.label.link}) == error::none);
    CHECK(a.receive().from == endpoint{other_own_address, 40002});
  }
  SECTION("but nothing goes over it to loopback, or from loopback over it") {
    CHECK(b.send({loopback_of(false), 40003}, {.link = at_two.label.link}) == error::network_unreachable);
    CHECK(b.send({own_address, 40001}, {.link = loopback_link}) == error::network_unreachable);
    CHECK(b.send({own_address, 40001}, {.source = loopback_of(false)}) == error::network_unreachable);
  }
}

TEST_CASE("label: a raw port has one", "[datagram]") {
  const bool v6 = GENERATE(false, true);
  port a(v6, 253), b(v6, 253);  // a protocol number for experiments (RFC 3692)
  REQUIRE(a.send({loopback_of(v6), 0}, {.hop_limit = 5, .traffic_class = 0x20}) == error::none);
  const datagram_result got = b.receive();
  CHECK(got.from == endpoint{loopback_of(v6), 0});
  CHECK(got.label.to == loopback_of(v6));
  CHECK(got.label.link == loopback_link);
  CHECK(got.label.hop_limit == 5);
  CHECK(got.label.traffic_class == 0x20);
}

TEST_CASE("manner: hop limit and traffic class are for one datagram, the next has the port's", "[datagram]") {
  const bool v6 = GENERATE(false, true);
  const ip_address here = loopback_of(v6);
  port a(here, 40001), b(here, 40002);
  a.with({.hop_limit = 77, .traffic_class = 0xb9});
  REQUIRE(a.send({here, 40002}, {.hop_limit = 3, .traffic_class = 0x10}) == error::none);
  REQUIRE(a.send({here, 40002}, {.congestion = 2}) == error::none);
  REQUIRE(a.send({here, 40002}, {.traffic_class = 0x13, .congestion = 0}) == error::none);
  REQUIRE(a.send({here, 40002}) == error::none);
  const datagram_label first = b.receive().label;
  CHECK(first.hop_limit == 3);
  CHECK(first.traffic_class == 0x10);
  const datagram_label second = b.receive().label;
  CHECK(second.hop_limit == 77);
  CHECK(second.traffic_class == 0xba);
  CHECK(b.receive().label.traffic_class == 0x10);
  const datagram_label last = b.receive().label;
  CHECK(last.hop_limit == 77);
  CHECK(last.traffic_class == 0xb9);
}

TEST_CASE("manner: the source may be any address of ours, bound or not", "[datagram]") {
  const ip_address one = loopback_of(false), nine = ip_address::v4(127, 0, 0, 9);
  port a(GENERATE(ip_address::any_v4(), ip_address::loopback_v4()), 40001), b(one, 40002);
  CHECK(a.send({one, 40002}, {.source = nine}) == error::none);
  CHECK(b.receive().from == endpoint{nine, 40001});
  CHECK(a.send({one, 40002}, {.source = ip_address::any_v4(), .link = loopback_link}) == error::none);
  CHECK(b.receive().from == endpoint{one, 40001});
  CHECK(a.send({one, 40002}, {.source = ip_address::v4(192, 0, 2, 1)}) == error::invalid_argument);
  CHECK(a.send({one, 40002}, {.source = ip_address::loopback_v6()}) == error::invalid_argument);
  CHECK(a.send({one, 40002}, {.link = no_link}) == error::invalid_argument);
  CHECK(a.send({one, 40002}, {.link = 256 + loopback_link}) == error::invalid_argument);
  CHECK(b.receive().failure == error::would_block);
}

TEST_CASE("manner: a dual port names its source in the version of the destination", "[datagram]") {
  port dual(ip_address::any_v6(), 40001, true), four(loopback_of(false), 40002), six(loopback_of(true), 40003);
  CHECK(dual.send({loopback_of(false), 40002}, {.source = ip_address::v4(127, 0, 0, 9)}) == error::none);
  CHECK(four.receive().from == endpoint{ip_address::v4(127, 0, 0, 9), 40001});
  CHECK(dual.send({loopback_of(true), 40003}, {.source = loopback_of(true)}) == error::none);
  CHECK(six.receive().from == endpoint{loopback_of(true), 40001});
  CHECK(dual.send({loopback_of(true), 40003}, {.source = loopback_of(false)}) == error::invalid_argument);
}

TEST_CASE("manner: to a group, with its own hops, over a link of one's choice", "[datagram]") {
  const owned one(own_address);
  const ip_address group = ip_address::v4(239, 1, 2, 3);
  port sender(ip_address::any_v4(), 40001), member(ip_address::any_v4(), 40002);
  REQUIRE(member.raw->join_group(group, {}, true) == error::none);
  REQUIRE(sender.send({group, 40002}, {.hop_limit = 9, .traffic_class = 0x44}) == error::none);
  const datagram_result got = member.receive();
  CHECK(got.from.address == loopback_of(false));
  CHECK(got.label.to == group);
  CHECK(got.label.link == loopback_link);
  CHECK(got.label.hop_limit == 9);
  CHECK(got.label.traffic_class == 0x44);

  REQUIRE(sender.send({own_address, 40002}) == error::none);
  const std::uint32_t own_link = member.receive().label.link;
  REQUIRE(sender.send({group, 40002}, {.link = own_link}) == error::none);
  const datagram_result over_own = member.receive();
  CHECK(over_own.from.address == own_address);
  CHECK(over_own.label.link == own_link);
  CHECK(over_own.label.hop_limit == 1);
  CHECK(member.receive().failure == error::would_block);
}

TEST_CASE("broadcast: needs leave to be sent, reaches every port of the number, and is known for one", "[datagram]") {
  const ip_address here = loopback_of(false);
  port sender(GENERATE(ip_address::any_v4(), ip_address::loopback_v4()), 40001);
  port all(ip_address::any_v4(), 40002), one(here, 40002), elsewhere(here, 40003), deaf(ip_address::any_v4(), 40002);
  deaf.with({.receive_broadcast = false});
  CHECK(sender.send({everybody, 40002}) == error::access_denied);
  sender.with({.broadcast = true});
  REQUIRE(sender.send({everybody, 40002}) == error::none);
  for (port* hearer : {&all, &one}) {
    const datagram_result got = hearer->receive();
    CHECK(got.failure == error::none);
    CHECK(hearer->text == "hello");
    CHECK(got.from == endpoint{here, 40001});
    CHECK(got.label.to == everybody);
    CHECK(got.label.broadcast);
    CHECK(hearer->receive().failure == error::would_block);
  }
  CHECK(elsewhere.receive().failure == error::would_block);
  CHECK(deaf.receive().failure == error::would_block);
  REQUIRE(sender.send({here, 40002}) == error::none);
  CHECK_FALSE(one.receive().label.broadcast);
}
