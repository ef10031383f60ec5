// The port registry: Microsoft's table of shared binds cell by cell, who receives a connection request, how ephemeral
// ports and 4-tuples are given out and given back, and two threads at it together. No network, no clock.
#include "stack/socket/ports.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

using namespace loopsock;

namespace {

constexpr std::uint64_t seed = 7;
constexpr ip_address lo4 = ip_address::loopback_v4(), lo6 = ip_address::loopback_v6();
constexpr ip_address any4 = ip_address::any_v4(), any6 = ip_address::any_v6();
constexpr ip_address lo4_b = ip_address::v4(127, 0, 0, 2);

struct local {
  ip_address address;
  sharing mode = sharing::normal;
  bool v6_only = true;
  void* owner = nullptr;
  transport proto = transport::tcp;
};

// Binds and keeps nothing: the registry frees what the test does not release.
bind_result try_bind(port_registry& ports, std::uint16_t port, const local& at, binding** out = nullptr) {
  binding* hold = nullptr;
  const bind_result result = ports.bind({at.proto, {at.address, port}, at.mode, at.v6_only, false, at.owner}, hold);
  REQUIRE((hold != nullptr) == (result == bind_result::ok));
  if (out != nullptr) *out = hold;
  return result;
}

// What the second bind to a port answers; both are let go again.
bind_result pair(const local& first, const local& second) {
  static port_registry ports(seed);
  binding *one = nullptr, *two = nullptr;
  REQUIRE(try_bind(ports, 5150, first, &one) == bind_result::ok);
  const bind_result result = try_bind(ports, 5150, second, &two);
  ports.release(two);
  ports.release(one);
  return result;
}

void* listener_for(const port_registry& ports, const endpoint& destination) {
  void* found = nullptr;
  const bool any = ports.with_listener(transport::tcp, destination, [&](void* owner) { found = owner; });
  REQUIRE(any == (found != nullptr));
  return found;
}

int a, b, c, d;  // owners are only addresses here

}  // namespace

// ---- addresses -----------------------------------------------------------------------------------------------------

static_assert(ip_address::v4(127, 9, 9, 9).is_loopback() && lo6.is_loopback() && lo4.to_v4_mapped().is_loopback());
static_assert(!ip_address::v4(128, 0, 0, 1).is_loopback() && !any6.is_loopback() && !any4.is_loopback());
static_assert(any4.is_any() && any6.is_any() && any4.to_v4_mapped().is_any() && !ip_address{}.is_any());
static_assert(ip_address::v4(224, 0, 0, 1).is_multicast() && !lo4.is_multicast());
static_assert(lo4.to_v4_mapped().is_v4_mapped() && lo4.to_v4_mapped().unmapped() == lo4);
static_assert(lo4.to_v4_mapped() != lo4 && lo6.unmapped() == lo6 && any6 != any4);

TEST_CASE("an address is written as RFC 5952 wants it", "[address]") {
  CHECK((endpoint{lo4, 80}).to_text() == "127.0.0.1:80");
  CHECK((endpoint{lo6, 80}).to_text() == "[::1]:80");
  CHECK((endpoint{lo4.to_v4_mapped(), 65535}).to_text() == "[::ffff:127.0.0.1]:65535");
  CHECK(any6.to_text() == "::");
  CHECK(ip_address{}.to_text() == "none");
  CHECK(ip_address::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 3).to_text() == "fe80::1%3");
  CHECK(ip_address::v6({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}).to_text() == "2001:db8::1:0:0:1");
  CHECK(ip_address::v6({0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}).to_text() ==
        "2001:db8:0:1:1:1:1:1");
  CHECK(ip_address::v6({0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 0, 0, 0}).to_text() == "1:2:3:4:5:6::");
}

TEST_CASE("addresses and endpoints can be keys", "[address]") {
  std::unordered_set<endpoint> seen{{lo4, 1}, {lo4, 2}, {lo6, 1}, {lo4, 1}};
  CHECK(seen.size() == 3);
  CHECK(std::hash<ip_address>{}(lo4) != std::hash<ip_address>{}(lo4.to_v4_mapped()));
}

// ---- sharing -------------------------------------------------------------------------------------------------------

TEST_CASE("every cell of Microsoft's table of first and second bind holds, for both families and transports",
          "[ports]") {
  // Rows: first bind normal, reuse, exclusive, each wildcard then specific. Columns: the second bind likewise.
  // S success, I WSAEADDRINUSE, A WSAEACCES. Written down apart from the code's table, from the page.
  const char* const expected[6] = {"ISASIS",  //
                                   "SISAII",  //
                                   "ISSSIS",  //
                                   "SISSII",  //
                                   "IAAAIA",  //
                                   "SISAII"};
  const sharing modes[] = {sharing::normal, sharing::reuse, sharing::exclusive};
  for (const transport proto : {transport::tcp, transport::udp})
    for (const bool v6 : {false, true})
      for (std::size_t row = 0; row < 6; ++row)
        for (std::size_t column = 0; column < 6; ++column) {
          const ip_address kind[] = {v6 ? any6 : any4, v6 ? lo6 : lo4};
          const local first{kind[row % 2], modes[row / 2], true, nullptr, proto};
          const local second{kind[column % 2], modes[column / 2], true, nullptr, proto};
          INFO("v6 " << v6 << ", row " << row << ", column " << column);
          const char cell = expected[row][column];
          CHECK(pair(first, second) == (cell == 'S'   ? bind_result::ok
                                        : cell == 'I' ? bind_result::address_in_use
                                                      : bind_result::access_denied));
        }
}

TEST_CASE("different addresses, families and transports never meet, whatever the options", "[ports]") {
  for (const sharing first : {sharing::normal, sharing::reuse, sharing::exclusive})
    for (const sharing second : {sharing::normal, sharing::reuse, sharing::exclusive}) {
      CHECK(pair({lo4, first}, {lo4_b, second}) == bind_result::ok);
      CHECK(pair({any4, first}, {any6, second}) == bind_result::ok);
      CHECK(pair({lo6, first, false}, {lo4, second}) == bind_result::ok);
      CHECK(pair({lo6, first, false}, {any4, second}) == bind_result::ok);
      CHECK(pair({any4, first}, {any4, second, true, nullptr, transport::udp}) == bind_result::ok);
    }
}

TEST_CASE("dual mode: the IPv4 wildcard binds beside [::] as a specific address would", "[ports]") {
  const local dual{any6, sharing::normal, false}, dual_exclusive{any6, sharing::exclusive, false};
  CHECK(pair(dual, {any4}) == bind_result::ok);
  CHECK(pair(dual, {any4, sharing::exclusive}) == bind_result::ok);
  CHECK(pair({any4}, dual) == bind_result::ok);
  CHECK(pair(dual_exclusive, {any4}) == bind_result::access_denied);
  CHECK(pair(dual_exclusive, {lo4}) == bind_result::access_denied);
  CHECK(pair({any4}, dual_exclusive) == bind_result::address_in_use);
  CHECK(pair({lo4}, dual_exclusive) == bind_result::address_in_use);
  CHECK(pair({any4, sharing::exclusive}, dual_exclusive) == bind_result::address_in_use);
  CHECK(pair(dual, {any6}) == bind_result::address_in_use);
  CHECK(pair({any6}, dual) == bind_result::address_in_use);
  CHECK(pair(dual, dual) == bind_result::address_in_use);
}

TEST_CASE("a v4-mapped address is the IPv4 address inside it", "[ports]") {
  CHECK(pair({lo4.to_v4_mapped(), sharing::normal, false}, {lo4}) == bind_result::address_in_use);
  CHECK(pair({lo4}, {lo4.to_v4_mapped(), sharing::normal, false}) == bind_result::address_in_use);
  CHECK(pair({any4.to_v4_mapped(), sharing::normal, false}, {any4}) == bind_result::address_in_use);
  CHECK(pair({lo4.to_v4_mapped(), sharing::normal, false}, {any4, sharing::exclusive}) == bind_result::address_in_use);
  port_registry ports(seed);
  binding* hold = nullptr;
  REQUIRE(try_bind(ports, 5150, {lo4.to_v4_mapped(), sharing::normal, false}, &hold) == bind_result::ok);
  CHECK(hold->local() == endpoint{lo4.to_v4_mapped(), 5150});
}

TEST_CASE("the zone tells link-local addresses apart and nothing else", "[ports]") {
  const std::array<std::uint8_t, 16> fe80{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  CHECK(pair({ip_address::v6(fe80, 1)}, {ip_address::v6(fe80, 2)}) == bind_result::ok);
  CHECK(pair({ip_address::v6(fe80, 1)}, {ip_address::v6(fe80, 1)}) == bind_result::address_in_use);
  CHECK(pair({ip_address::v6(lo6.bytes, 1)}, {lo6}) == bind_result::address_in_use);
}

TEST_CASE("a released port can be bound again at once", "[ports]") {
  port_registry ports(seed);
  binding* hold = nullptr;
  REQUIRE(try_bind(ports, 5150, {any4, sharing::exclusive}, &hold) == bind_result::ok);
  CHECK(hold->mode() == sharing::exclusive);
  CHECK(try_bind(ports, 5150, {any4}) == bind_result::address_in_use);
  ports.release(hold);
  ports.release(nullptr);
  CHECK(try_bind(ports, 5150, {any4}) == bind_result::ok);
  ports.check_invariants();
}

// ---- listening -----------------------------------------------------------------------------------------------------

TEST_CASE("the most specific listener receives: the address, its family's wildcard, then dual mode", "[ports]") {
  port_registry ports(seed);
  binding *dual, *wild, *specific;
  REQUIRE(try_bind(ports, 80, {any6, sharing::normal, false, &a}, &dual) == bind_result::ok);
  REQUIRE(try_bind(ports, 80, {any4, sharing::normal, true, &b}, &wild) == bind_result::ok);
  REQUIRE(try_bind(ports, 80, {lo4, sharing::normal, true, &c}, &specific) == bind_result::ok);

  CHECK(listener_for(ports, {lo4, 80}) == nullptr);  // bound is not listening
  for (binding* each : {dual, wild, specific}) ports.set_listening(each, true);
  CHECK(listener_for(ports, {lo4, 80}) == &c);
  CHECK(listener_for(ports, {lo4.to_v4_mapped(), 80}) == &c);
  CHECK(listener_for(ports, {lo4_b, 80}) == &b);
  CHECK(listener_for(ports, {lo6, 80}) == &a);
  CHECK(listener_for(ports, {lo4, 81}) == nullptr);
  ports.set_listening(specific, false);
  CHECK(listener_for(ports, {lo4, 80}) == &b);
  ports.release(wild);
  CHECK(listener_for(ports, {lo4, 80}) == &a);
  CHECK_FALSE(ports.with_listener(transport::udp, {lo4, 80}, [](void*) {}));
}

TEST_CASE("an IPv6-only wildcard does not receive for IPv4", "[ports]") {
  port_registry ports(seed);
  binding* wild;
  REQUIRE(try_bind(ports, 80, {any6, sharing::normal, true, &a}, &wild) == bind_result::ok);
  ports.set_listening(wild, true);
  CHECK(listener_for(ports, {lo6, 80}) == &a);
  CHECK(listener_for(ports, {lo4, 80}) == nullptr);
}

TEST_CASE("among listeners that share an address the first bound receives, then the next when it goes", "[ports]") {
  port_registry ports(seed);
  binding *first, *second, *third;
  REQUIRE(try_bind(ports, 80, {lo4, sharing::reuse, true, &a}, &first) == bind_result::ok);
  REQUIRE(try_bind(ports, 80, {lo4, sharing::reuse, true, &b}, &second) == bind_result::ok);
  ports.set_listening(second, true);
  ports.set_listening(first, true);
  CHECK(listener_for(ports, {lo4, 80}) == &a);
  ports.release(first);
  REQUIRE(try_bind(ports, 80, {lo4, sharing::reuse, true, &c}, &third) == bind_result::ok);
  ports.set_listening(third, true);
  CHECK(listener_for(ports, {lo4, 80}) == &b);
}

// ---- connections ---------------------------------------------------------------------------------------------------

TEST_CASE("a 4-tuple exists once, and each of its four parts and the transport make another", "[ports]") {
  port_registry ports(seed);
  const endpoint here{lo4, 80}, there{lo4, 50000};
  CHECK(ports.add_connection(transport::tcp, here, there, &a));
  CHECK_FALSE(ports.add_connection(transport::tcp, here, there, &b));
  CHECK_FALSE(ports.add_connection(transport::tcp, {lo4.to_v4_mapped(), 80}, there, &b));
  CHECK(ports.add_connection(transport::tcp, there, here, &b));  // the other end's view of the same connection
  CHECK(ports.add_connection(transport::tcp, {lo4_b, 80}, there, &c));
  CHECK(ports.add_connection(transport::tcp, {lo4, 81}, there, &c));
  CHECK(ports.add_connection(transport::tcp, here, {lo4_b, 50000}, &c));
  CHECK(ports.add_connection(transport::tcp, here, {lo4, 50001}, &c));
  CHECK(ports.add_connection(transport::udp, here, there, &d));
  CHECK(ports.connection_count() == 7);

  void* found = nullptr;
  CHECK(ports.with_connection(transport::tcp, here, there, [&](void* owner) { found = owner; }));
  CHECK(found == &a);
  CHECK(ports.remove_connection(transport::tcp, here, there));
  CHECK_FALSE(ports.remove_connection(transport::tcp, here, there));
  CHECK_FALSE(ports.with_connection(transport::tcp, here, there, [](void*) {}));
  CHECK(ports.with_connection(transport::tcp, there, here, [&](void* owner) { found = owner; }));
  CHECK(found == &b);
  CHECK(ports.add_connection(transport::tcp, here, there, &d));
  ports.check_invariants();
}

TEST_CASE("accepted connections do not keep a new listener from the port, unless both are exclusive", "[ports]") {
  port_registry ports(seed);
  const endpoint here{lo4, 80};
  binding* hold = nullptr;
  REQUIRE(ports.add_connection(transport::tcp, here, {lo4, 50000}, &a));
  for (const sharing mode : {sharing::normal, sharing::reuse, sharing::exclusive}) {
    CHECK(try_bind(ports, 80, {any4, mode}, &hold) == bind_result::ok);
    ports.release(hold);
  }
  REQUIRE(ports.add_connection(transport::tcp, here, {lo4, 50001}, &a, true));
  CHECK_FALSE(ports.add_connection(transport::tcp, here, {lo4, 50001}, &a, true));
  CHECK(try_bind(ports, 80, {any4, sharing::exclusive}) == bind_result::address_in_use);
  CHECK(try_bind(ports, 80, {any4}, &hold) == bind_result::ok);
  ports.check_invariants();
  ports.release(hold);
  REQUIRE(ports.remove_connection(transport::tcp, here, {lo4, 50001}));
  CHECK(try_bind(ports, 80, {any4, sharing::exclusive}) == bind_result::ok);
  ports.check_invariants();
}

TEST_CASE("a hundred thousand connections are all found and all forgotten", "[ports]") {
  port_registry ports(seed);
  const auto remote = [](std::uint32_t i) {
    return endpoint{ip_address::v4(127, 1, static_cast<std::uint8_t>(i >> 14), 1),
                    static_cast<std::uint16_t>(1 + i % 16384)};
  };
  constexpr std::uint32_t many = 100'000;
  bool all = true;
  for (std::uint32_t i = 0; i < many; ++i) all = ports.add_connection(transport::tcp, {lo4, 80}, remote(i), &a) && all;
  CHECK(ports.connection_count() == many);
  ports.check_invariants();
  for (std::uint32_t i = 0; i < many; ++i) all = ports.remove_connection(transport::tcp, {lo4, 80}, remote(i)) && all;
  CHECK(all);
  CHECK(ports.connection_count() == 0);
}

// ---- ephemeral ports -----------------------------------------------------------------------------------------------

TEST_CASE("port 0 gives every port of Windows' range once, and then none", "[ports]") {
  port_registry ports(seed);
  std::set<std::uint16_t> given;
  binding* last = nullptr;
  for (int i = 0; i < 16384; ++i) {
    binding* hold = nullptr;
    if (ports.bind({transport::tcp, {lo4, 0}, sharing::normal, true, false, nullptr}, hold) != bind_result::ok) break;
    given.insert(hold->local().port);
    last = hold;
  }
  CHECK(given.size() == 16384);
  CHECK(*given.begin() == 49152);
  CHECK(*given.rbegin() == 65535);
  CHECK(try_bind(ports, 0, {lo4}) == bind_result::no_ports);
  CHECK(try_bind(ports, 0, {lo6}) == bind_result::no_ports);  // a port is one port, whatever the address
  CHECK(try_bind(ports, 0, {lo4, sharing::normal, true, nullptr, transport::udp}) == bind_result::ok);
  const std::uint16_t freed = last->local().port;
  ports.release(last);
  REQUIRE(try_bind(ports, 0, {lo4}, &last) == bind_result::ok);
  CHECK(last->local().port == freed);
  ports.check_invariants();
}

TEST_CASE("the first ephemeral port comes from the seed, the next ones follow", "[ports]") {
  const auto first_two = [](std::uint64_t with) {
    port_registry ports(with);
    std::uint16_t one = 0, two = 0;
    REQUIRE(ports.connect_ephemeral(transport::tcp, lo4, {lo4, 80}, &a, one) == bind_result::ok);
    REQUIRE(ports.connect_ephemeral(transport::tcp, lo4, {lo4, 80}, &a, two) == bind_result::ok);
    CHECK(two == (one == 65535 ? 49152 : one + 1));
    return one;
  };
  CHECK(first_two(1) == first_two(1));
  std::set<std::uint16_t> starts;
  for (std::uint64_t each = 0; each < 16; ++each) starts.insert(first_two(each));
  CHECK(starts.size() > 8);
}

TEST_CASE("ephemeral connections take unused ports first, then share them per 4-tuple, then fail", "[ports]") {
  port_registry ports(seed, {50000, 50069});  // more than one word of the bitmap
  const auto connect = [&](const endpoint& remote, std::uint16_t& port) {
    return ports.connect_ephemeral(transport::tcp, lo4, remote, &a, port);
  };
  std::uint16_t port = 0;
  std::set<std::uint16_t> to_80, to_81;
  for (int i = 0; i < 70; ++i) {
    REQUIRE(connect({lo4, static_cast<std::uint16_t>(i % 2 == 0 ? 80 : 81)}, port) == bind_result::ok);
    CHECK((i % 2 == 0 ? to_80 : to_81).insert(port).second);
  }
  CHECK(to_80.size() + to_81.size() == 70);
  for (const std::uint16_t each : to_80) CHECK(to_81.count(each) == 0);  // nothing was shared while ports were free
  for (int i = 0; i < 35; ++i) {
    REQUIRE(connect({lo4, 80}, port) == bind_result::ok);
    to_80.insert(port);
  }
  CHECK(to_80.size() == 70);
  CHECK(connect({lo4, 80}, port) == bind_result::no_ports);
  CHECK(port == 0);
  CHECK(connect({lo4, 81}, port) == bind_result::ok);
  ports.check_invariants();

  REQUIRE(ports.remove_connection(transport::tcp, {lo4, 50033}, {lo4, 80}));
  REQUIRE(connect({lo4, 80}, port) == bind_result::ok);
  CHECK(port == 50033);
  ports.check_invariants();
}

TEST_CASE("every destination can have the whole range, filled side by side", "[ports]") {
  port_registry ports(seed, {50000, 50999});
  std::uint16_t port = 0;
  int made = 0;
  for (int i = 0; i < 1000 * 31; ++i) {
    const endpoint remote{ip_address::v4(127, 0, 1, static_cast<std::uint8_t>(i % 31)), 80};
    made += ports.connect_ephemeral(transport::tcp, lo4, remote, &a, port) == bind_result::ok ? 1 : 0;
  }
  CHECK(made == 1000 * 31);
  CHECK(ports.connect_ephemeral(transport::tcp, lo4, {ip_address::v4(127, 0, 1, 0), 80}, &a, port) ==
        bind_result::no_ports);
  ports.check_invariants();
}

TEST_CASE("an ephemeral connection passes over bound ports and its own remote endpoint", "[ports]") {
  port_registry ports(seed, {50000, 50003});
  binding* hold = nullptr;
  REQUIRE(try_bind(ports, 50001, {lo4_b, sharing::reuse}, &hold) == bind_result::ok);
  std::set<std::uint16_t> given;
  std::uint16_t port = 0;
  while (ports.connect_ephemeral(transport::tcp, lo4, {lo4, 50002}, &a, port) == bind_result::ok && given.size() < 4)
    given.insert(port);
  CHECK(given == std::set<std::uint16_t>{50000, 50003});
  ports.release(hold);
  CHECK(ports.connect_ephemeral(transport::tcp, lo4, {lo4, 50002}, &a, port) == bind_result::ok);
  CHECK(port == 50001);
  CHECK(ports.connect_ephemeral(transport::tcp, lo4, {lo4_b, 50002}, &a, port) == bind_result::ok);
  ports.check_invariants();
}

TEST_CASE("an outgoing connection holds its port against binds until it ends", "[ports]") {
  port_registry ports(seed, {50000, 50000});
  std::uint16_t port = 0;
  REQUIRE(ports.connect_ephemeral(transport::tcp, lo4, {lo4, 80}, &a, port) == bind_result::ok);
  REQUIRE(ports.connect_ephemeral(transport::tcp, lo4, {lo4, 81}, &a, port) == bind_result::ok);
  CHECK(try_bind(ports, 50000, {any4}) == bind_result::address_in_use);
  CHECK(try_bind(ports, 50000, {any4, sharing::exclusive}) == bind_result::address_in_use);
  CHECK(try_bind(ports, 50000, {any4, sharing::reuse}) == bind_result::access_denied);
  CHECK(try_bind(ports, 0, {any4}) == bind_result::no_ports);
  REQUIRE(ports.remove_connection(transport::tcp, {lo4, 50000}, {lo4, 80}));
  CHECK(try_bind(ports, 50000, {any4}) == bind_result::address_in_use);
  REQUIRE(ports.remove_connection(transport::tcp, {lo4, 50000}, {lo4, 81}));
  CHECK(try_bind(ports, 0, {any4}) == bind_result::ok);
  ports.check_invariants();
}

TEST_CASE("SO_PORT_SCALABILITY gives the same wildcard port once per address, and starves the others", "[ports]") {
  port_registry ports(seed, {50000, 50003});
  const auto scalable = [&](const ip_address& address, binding*& hold) {
    return ports.bind({transport::tcp, {address, 0}, sharing::normal, true, true, nullptr}, hold);
  };
  binding* hold = nullptr;
  for (const ip_address& address : {lo4, lo4_b}) {
    std::set<std::uint16_t> given;
    for (int i = 0; i < 4; ++i) {
      REQUIRE(scalable(address, hold) == bind_result::ok);
      given.insert(hold->local().port);
    }
    CHECK(given.size() == 4);
    binding* none = nullptr;
    CHECK(scalable(address, none) == bind_result::no_ports);
  }
  binding* none = nullptr;
  CHECK(try_bind(ports, 0, {lo6}) == bind_result::no_ports);  // without the option
  CHECK(scalable(any4, none) == bind_result::no_ports);       // nor is it for a wildcard address
  ports.check_invariants();
  const std::uint16_t freed = hold->local().port;
  ports.release(hold);
  REQUIRE(scalable(lo4_b, hold) == bind_result::ok);
  CHECK(hold->local().port == freed);
}

TEST_CASE("a port bound by number is not shared out by SO_PORT_SCALABILITY", "[ports]") {
  port_registry ports(seed, {50000, 50000});
  REQUIRE(try_bind(ports, 50000, {lo4}) == bind_result::ok);
  binding* hold = nullptr;
  CHECK(ports.bind({transport::tcp, {lo4_b, 0}, sharing::normal, true, true, nullptr}, hold) == bind_result::no_ports);
}

// ---- threads -------------------------------------------------------------------------------------------------------

TEST_CASE("two threads that bind, listen, connect and let go leave nothing behind", "[ports]") {
  port_registry ports(seed, {50000, 50015});
  std::atomic<int> faults{0};
  const auto work = [&](std::uint8_t who) {
    const ip_address mine = ip_address::v4(127, 0, 1, who);
    for (int i = 0; i < 5000; ++i) {
      binding *shared = nullptr, *own = nullptr;
      // Both threads want this one; whoever has it finds itself listening, whatever the other does.
      if (ports.bind({transport::tcp, {lo4, 80}, sharing::normal, true, false, &faults}, shared) == bind_result::ok) {
        ports.set_listening(shared, true);
        if (!ports.with_listener(transport::tcp, {lo4, 80}, [&](void* o) { faults += o != &faults; })) ++faults;
      }
      // May find every port held by the other's connections just as it looks; that is no fault.
      ports.bind({transport::tcp, {mine, 0}, sharing::normal, true, i % 2 == 0, nullptr}, own);
      std::uint16_t port[12] = {};  // together more than the range: some are shared
      for (std::uint16_t n = 0; n < 12; ++n) {
        const endpoint remote{lo4, static_cast<std::uint16_t>(1000 + 100 * who + n)};
        if (ports.connect_ephemeral(transport::tcp, mine, remote, &port[n], port[n]) != bind_result::ok) ++faults;
        const bool found =
            ports.with_connection(transport::tcp, {mine, port[n]}, remote, [&](void* o) { faults += o != &port[n]; });
        if (!found || !ports.add_connection(transport::tcp, remote, {mine, port[n]}, nullptr, true)) ++faults;
      }
      for (std::uint16_t n = 0; n < 12; ++n) {
        const endpoint remote{lo4, static_cast<std::uint16_t>(1000 + 100 * who + n)};
        if (!ports.remove_connection(transport::tcp, {mine, port[n]}, remote)) ++faults;
        if (!ports.remove_connection(transport::tcp, remote, {mine, port[n]})) ++faults;
      }
      ports.release(own);
      ports.release(shared);
    }
  };
  std::thread other(work, std::uint8_t{2});
  work(1);
  other.join();
  CHECK(ports.connection_count() == 0);
  ports.check_invariants();
  CHECK(faults == 0);
  for (int i = 0; i < 16; ++i) CHECK(try_bind(ports, 0, {lo4}) == bind_result::ok);
}
