// The inline helpers of <mstcpip.h> and <ws2ipdef.h>: what kind of address one is, how far it reaches, which IPv4 address is within.
#include <mstcpip.h>

#include <cstring>
#include <string>

#include "tests/winsock/support.hpp"

using namespace winsock_test;

namespace {

IN_ADDR four(const char* text) {
  IN_ADDR address{};
  REQUIRE(inet_pton(AF_INET, text, &address) == 1);
  return address;
}
IN6_ADDR six(const char* text) {
  IN6_ADDR address{};
  REQUIRE(inet_pton(AF_INET6, text, &address) == 1);
  return address;
}
const UCHAR* bytes(const IN_ADDR& address) { return reinterpret_cast<const UCHAR*>(&address); }
const UCHAR* bytes(const IN6_ADDR& address) { return reinterpret_cast<const UCHAR*>(&address); }
bool is(const IN6_ADDR& address, const char* text) {
  const IN6_ADDR other = six(text);
  return IN6_ADDR_EQUAL(&address, &other) != FALSE;
}

}  // namespace

TEST_CASE("address helpers: the scopes and types of IPv4 addresses") {
  struct row {
    const char* text;
    SCOPE_LEVEL scope;
    NL_ADDRESS_TYPE type;
    bool six_to_four;
  };
  const row rows[] = {
      {"127.0.0.1", ScopeLevelLink, NlatUnicast, false},         {"169.254.7.7", ScopeLevelLink, NlatUnicast, false},
      {"10.1.1.1", ScopeLevelGlobal, NlatUnicast, false},        {"192.0.2.1", ScopeLevelGlobal, NlatUnicast, true},
      {"224.0.0.9", ScopeLevelLink, NlatMulticast, false},       {"239.255.1.1", ScopeLevelAdmin, NlatMulticast, false},
      {"239.9.9.9", ScopeLevelSite, NlatMulticast, false},       {"232.1.1.1", ScopeLevelGlobal, NlatMulticast, false},
      {"255.255.255.255", ScopeLevelLink, NlatBroadcast, false}, {"0.0.0.0", ScopeLevelGlobal, NlatUnspecified, false},
      {"0.0.0.9", ScopeLevelGlobal, NlatInvalid, false},         {"241.1.1.1", ScopeLevelGlobal, NlatInvalid, false},
  };
  for (const row& one : rows) {
    INFO(one.text);
    const IN_ADDR address = four(one.text);
    CHECK(Ipv4AddressScope(bytes(address)) == one.scope);
    CHECK(Ipv4AddressType(bytes(address)) == one.type);
    CHECK((IN4_IS_ADDR_6TO4ELIGIBLE(&address) != FALSE) == one.six_to_four);

    // Anywhere in memory it is the same address.
    char odd[1 + sizeof address];
    std::memcpy(odd + 1, &address, sizeof address);
    CHECK(IN4_IS_UNALIGNED_ADDR_LOOPBACK(odd + 1) == IN4_IS_ADDR_LOOPBACK(&address));
    CHECK(IN4_IS_UNALIGNED_ADDR_MULTICAST(odd + 1) == IN4_IS_ADDR_MULTICAST(&address));
    CHECK(IN4_IS_UNALIGNED_ADDR_RFC1918(odd + 1) == IN4_IS_ADDR_RFC1918(&address));
    CHECK(IN4_UNALIGNED_ADDR_EQUAL(odd + 1, &address));
    CHECK((IN4_MULTICAST(address.s_addr) != 0) == (IN4_IS_ADDR_MULTICAST(&address) != FALSE));
  }
  CHECK(IN4_CLASSA(four("9.1.1.1").s_addr));
  CHECK(IN4_CLASSB(four("130.1.1.1").s_addr));
  CHECK(IN4_CLASSC(four("193.1.1.1").s_addr));
}

TEST_CASE("address helpers: the scopes and types of IPv6 addresses") {
  struct row {
    const char* text;
    SCOPE_LEVEL scope;
    NL_ADDRESS_TYPE type;
  };
  const row rows[] = {
      {"::1", ScopeLevelLink, NlatUnicast},
      {"fe80::9", ScopeLevelLink, NlatUnicast},
      {"fec0::9", ScopeLevelSite, NlatUnicast},
      {"2001:db8::9", ScopeLevelGlobal, NlatUnicast},
      {"ff02::1", ScopeLevelLink, NlatMulticast},
      {"ff08::7", ScopeLevelOrganization, NlatMulticast},
      {"::", ScopeLevelGlobal, NlatUnspecified},
      {"::ffff:10.0.0.1", ScopeLevelGlobal, NlatUnicast},
      {"::ffff:224.0.0.1", ScopeLevelGlobal, NlatInvalid},
      {"2002:e000:1::", ScopeLevelGlobal, NlatInvalid},
  };
  for (const row& one : rows) {
    INFO(one.text);
    const IN6_ADDR address = six(one.text);
    CHECK(Ipv6AddressScope(bytes(address)) == one.scope);
    CHECK(Ipv6AddressType(bytes(address)) == one.type);
  }
}

TEST_CASE("address helpers: an IPv4 address goes in and comes out") {
  const IN_ADDR own = four("192.0.2.33"), kept = four("10.0.0.33");
  IN6_ADDR address{};
  IN6_SET_ADDR_V4COMPAT(&address, &own);
  CHECK(is(address, "::192.0.2.33"));
  CHECK(IN6_IS_ADDR_V4COMPAT(&address));
  CHECK(std::memcmp(IN6_GET_ADDR_V4COMPAT(&address), &own, sizeof own) == 0);

  address = six("::9");
  IN6_SET_6TO4_PREFIX(&address, &own);
  CHECK(is(address, "2002:c000:221::9"));
  CHECK(IN6_IS_ADDR_6TO4(&address));
  CHECK(std::memcmp(IN6_EXTRACT_V4ADDR_FROM_6TO4(&address), &own, sizeof own) == 0);

  address = six("2001:db8::");
  IN6_SET_ISATAP_IDENTIFIER(&address, &own);
  CHECK(is(address, "2001:db8::200:5efe:192.0.2.33"));
  IN6_SET_ISATAP_IDENTIFIER(&address, &kept);
  CHECK(is(address, "2001:db8::5efe:10.0.0.33"));
  CHECK(IN6_IS_ADDR_ISATAP(&address));
  CHECK(std::memcmp(IN6_EXTRACT_V4ADDR_FROM_ISATAP(&address), &kept, sizeof kept) == 0);

  address = six("2001::4136:e378:8000:63bf:3fff:fdd2");
  CHECK(IN6_IS_ADDR_TEREDO(&address));
}

TEST_CASE("address helpers: prefixes and the groups that every node knows") {
  const IN6_ADDR one = six("2001:db8:ff00::1"), other = six("2001:db8:fe00::1");
  CHECK(IN6_PREFIX_EQUAL(&one, &other, 39));
  CHECK(!IN6_PREFIX_EQUAL(&one, &other, 40));
  CHECK(IN6_PREFIX_EQUAL(&one, &other, 0));
  CHECK(!IN6_PREFIX_EQUAL(&one, &other, 128));
  CHECK(IN6_IS_ADDR_ALLNODESONLINK(&in6addr_allnodesonlink));
  CHECK(IN6_IS_ADDR_ALLNODESONNODE(&in6addr_allnodesonnode));
  CHECK(IN6_IS_ADDR_ALLROUTERSONLINK(&in6addr_allroutersonlink));
  CHECK(!IN6_IS_ADDR_ALLROUTERSONLINK(&in6addr_allnodesonlink));
  IN6_ADDR group{};
  const IN6_ADDR node = six("2001:db8::12:3456");
  IN6_SET_ADDR_SOLICITEDNODE(&group, &node);
  CHECK(is(group, "ff02::1:ff12:3456"));
  CHECK(IN6_IS_ADDR_SOLICITEDNODE(&group));
  CHECK(IN6_PREFIX_EQUAL(&group, &in6addr_solicitednodemulticastprefix, IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_LENGTH));
  CHECK(is(in6addr_v4mappedprefix, "::ffff:0.0.0.0"));
  CHECK(in4addr_loopback.s_addr == IN4ADDR_LOOPBACK);
  CHECK(in4addr_broadcast.s_addr == IN4ADDR_BROADCAST);
  CHECK(scopeid_unspecified.Value == 0);
}

TEST_CASE("address helpers: whole socket addresses are filled in, compared and asked") {
  SCOPE_ID link{};
  link.Zone = 7;
  link.Level = ScopeLevelLink;
  SOCKADDR_INET a{}, b{};
  const IN6_ADDR far = six("2001:db8::9"), near = six("fe80::9");
  INETADDR_SETSOCKADDR(AF_INET6, reinterpret_cast<SOCKADDR*>(&a), &near, link, htons(80));
  CHECK(a.Ipv6.sin6_scope_id == 7);  // the level says nothing that the address does not
  CHECK(INETADDR_PORT(reinterpret_cast<SOCKADDR*>(&a)) == htons(80));
  CHECK(INETADDR_SCOPE_ID(reinterpret_cast<SOCKADDR*>(&a)).Value == 7);
  INETADDR_SETSOCKADDR(AF_INET6, reinterpret_cast<SOCKADDR*>(&b), &far, link, 0);
  CHECK(b.Ipv6.sin6_scope_id == 0);  // everywhere is everywhere
  CHECK(!INETADDR_ISEQUAL(reinterpret_cast<SOCKADDR*>(&a), reinterpret_cast<SOCKADDR*>(&b)));
  b = a;
  b.Ipv6.sin6_port = 0;
  CHECK(INETADDR_ISEQUAL(reinterpret_cast<SOCKADDR*>(&a), reinterpret_cast<SOCKADDR*>(&b)));

  const IN_ADDR own = four("192.0.2.33");
  INETADDR_SETSOCKADDR(AF_INET, reinterpret_cast<SOCKADDR*>(&a), &own, link, htons(81));
  CHECK(a.Ipv4.sin_family == AF_INET);
  CHECK(a.Ipv4.sin_addr.s_addr == own.s_addr);
  CHECK(!INETADDR_ISUNSPECIFIED(reinterpret_cast<SOCKADDR*>(&a)));
  CHECK(!INETADDR_ISEQUAL(reinterpret_cast<SOCKADDR*>(&a), reinterpret_cast<SOCKADDR*>(&b)));
  INETADDR_SETANY(reinterpret_cast<SOCKADDR*>(&a));
  CHECK(INETADDR_ISUNSPECIFIED(reinterpret_cast<SOCKADDR*>(&a)));
  IN4ADDR_SETLOOPBACK(&a.Ipv4);
  CHECK(IN4ADDR_ISLOOPBACK(&a.Ipv4));
  CHECK(IN4ADDR_SCOPE_ID(&a.Ipv4).Value == 0);

  CHECK(INET_ADDR_LENGTH(AF_INET) == 4);
  CHECK(INET_SOCKADDR_LENGTH(AF_INET6) == 28);
  CHECK(INET_ADDR_EQUAL(AF_INET, &own, &own));
  CHECK(INET_IS_ADDR_UNSPECIFIED(AF_INET6, INET_ADDR_UNSPECIFIED(AF_INET6)));
  CHECK(INET_IS_ADDR_LOOPBACK(AF_INET, &in4addr_loopback));
  CHECK(INET_IS_ADDR_BROADCAST(AF_INET, &in4addr_broadcast));
  CHECK(!INET_IS_ADDR_BROADCAST(AF_INET6, &far));
  CHECK(INET_IS_ADDR_MULTICAST(AF_INET6, &in6addr_allnodesonlink));
  CHECK(NL_ADDR_EQUAL(AF_INET6, link, bytes(near), link, bytes(near)));
  CHECK(!NL_ADDR_EQUAL(AF_INET6, link, bytes(near), scopeid_unspecified, bytes(near)));
}

TEST_CASE("byte order: of real numbers and of 64 bits") {
  const unsigned as_float = htonf(1.5f);
  CHECK(std::memcmp(&as_float, "\x3f\xc0\0\0", 4) == 0);
  CHECK(ntohf(as_float) == 1.5f);
  const unsigned long long as_double = htond(-2.0);
  CHECK(std::memcmp(&as_double, "\xc0\0\0\0\0\0\0\0", 8) == 0);
  CHECK(ntohd(as_double) == -2.0);
  CHECK(ntohll(htonll(0x0102030405060708)) == 0x0102030405060708);
}
